namespace ProductSpace.Tests.Architecture;

/// <summary>
/// The rule that each file of a room has a test file of the same name in the same room of the tests. The parts of a partial class,
/// Name.Part.cs, are tested by the file of Name.
/// </summary>
internal static class FileTwins
{
    /// <summary>Files of a room without tests, and exemptions that are no longer needed.</summary>
    /// <param name="files">Paths of sources below the room, with '/'.</param>
    /// <param name="tests">Paths of tests below the room, with '/'.</param>
    /// <param name="exempt">Paths of sources without tests of their own.</param>
    public static List<string> Broken(IEnumerable<string> files, IEnumerable<string> tests, IEnumerable<string> exempt)
    {
        HashSet<string> tested = [.. tests];
        HashSet<string> unneeded = [.. exempt];
        List<string> broken = [];
        foreach (string file in files)
        {
            bool isExempt = unneeded.Remove(file);
            bool isTested = tested.Contains(TestOf(file));
            if (isExempt == isTested)
            {
                broken.Add(isTested ? $"{file} is exempt and has {TestOf(file)}" : $"{file} has no {TestOf(file)}");
            }
        }

        broken.AddRange(unneeded.Select(file => $"{file} is exempt and not there"));
        return broken;
    }

    private static string TestOf(string file)
    {
        int name = file.LastIndexOf('/') + 1;
        return $"{file[..file.IndexOf('.', name)]}Tests.cs";
    }
}
