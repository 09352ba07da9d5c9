using System.Diagnostics;

namespace ProductSpace.Tests.Architecture;

/// <summary>
/// Packs the whole family once, from what was built, into a folder of its own, which also serves as a feed. The folder has a
/// NuGet configuration with that feed alone; packages of others come from those that the build restored.
/// </summary>
public sealed class PackedFamily : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PackedFamily()
    {
        Feed = _folder.File("feed");
        Version = SharedProperties.Version;
        Output = Dotnet(
            Sources.Root,
            ["pack", Sources.PathOf("src", "Packages.slnf"), "-c", BillOfMaterialsTests.Configuration, "--no-build", "--no-restore", "--nologo", "-o", Feed]);
        File.WriteAllText(_folder.File("nuget.config"), $"""
            <?xml version="1.0" encoding="utf-8"?>
            <configuration>
              <config><add key="globalPackagesFolder" value="{_folder.File("packages")}" /></config>
              <packageSources><clear /><add key="family" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{RestoredPackages}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>What packing printed.</summary>
    public string Output { get; }

    /// <summary>Folder of the packages.</summary>
    public string Feed { get; }

    public string Version { get; }

    private static string RestoredPackages => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Path of a package of the feed.</summary>
    public string PathOf(string project, string extension) => Path.Combine(Feed, $"{project}.{Version}.{extension}");

    /// <summary>An empty folder that sees the feed.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_folder.File(name)).FullName;

    /// <summary>Runs a command of the SDK; the test fails with its output where it does.</summary>
    public static string Dotnet(string folder, string[] arguments) => Run("dotnet", folder, arguments);

    /// <summary>Runs a program; the test fails with its output where it does.</summary>
    public static string Run(string program, string folder, string[] arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    public void Dispose() => _folder.Dispose();
}
