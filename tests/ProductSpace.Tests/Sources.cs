using System.Runtime.CompilerServices;

namespace ProductSpace.Tests;

/// <summary>Finds files of the repository that these tests were compiled from.</summary>
internal static class Sources
{
    /// <summary>The folder that holds src, tests and the pages.</summary>
    public static string Root { get; } = Find();

    /// <summary>The path of a file or folder of the repository.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>Goes by this file, whichever project compiles it.</summary>
    private static string Find([CallerFilePath] string here = "") => File.Exists(here)
        ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."))
        : throw new InvalidOperationException($"the sources are not where they were compiled: {here} is not there");
}
