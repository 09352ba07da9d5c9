using ProductSpace.Memory;
using ProductSpace.Training;
using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Arguments;

/// <summary>Text files that a verb writes beside what it prints: whole, or not at all.</summary>
internal static class WholeText
{
    /// <summary>
    /// Throws if a file cannot be written or is one that the verb reads, so that it shows before an hour of work.
    /// </summary>
    public static void Require(string option, string path, IEnumerable<string?> inputs)
    {
        OwnInputs.RequireOther(option, path, inputs);
        if (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new TrainingInputException(
                $"{path}: cannot be written; its folder does not exist, or it is a folder itself");
        }

        TargetFiles.RequireRegular(path);
    }

    /// <summary>Throws if two options name one file.</summary>
    public static void RequireTwo(string first, string? path, string second, string? other)
    {
        if (path is not null
            && other is not null
            && (Path.GetFullPath(path) == Path.GetFullPath(other) || TargetFiles.AreSame(path, other)))
        {
            throw new UsageException($"{first} and {second} must be two files");
        }
    }

    /// <summary>Writes the text under a hidden name, and renames it when it is on the device.</summary>
    public static void Write(string path, string text)
    {
        using FileReplacement replacement = new(path);
        replacement.File.Write(text);
        replacement.Complete();
        replacement.Publish();
    }
}
