namespace ProductSpace.Tests;

/// <summary>Finds the real logs and vectors that are never part of the project; tests that need them skip without.</summary>
internal static class TestData
{
    public static string Find(params string[] parts)
    {
        string? root = Environment.GetEnvironmentVariable("PRODUCTSPACE_DATA");
        Skip.If(string.IsNullOrEmpty(root), "PRODUCTSPACE_DATA is not set: the real data are not on this machine");
        string path = Path.Combine([root!, .. parts]);
        Skip.IfNot(File.Exists(path), $"{string.Join('/', parts)} is not in the data folder");
        return path;
    }
}
