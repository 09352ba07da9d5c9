using ProductSpace.Memory;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Refuses to write over what the same command reads. Files are told apart by their identity, so that links and other
/// spellings of a name are seen.
/// </summary>
internal static class OwnInputs
{
    /// <summary>Throws if a file to write is one of the inputs, or stands in a folder that is one.</summary>
    /// <param name="option">Option that names the file.</param>
    /// <param name="target">The file.</param>
    /// <param name="inputs">Files, and folders whose files are all inputs; null for what was not given.</param>
    /// <exception cref="UsageException">The file is an input.</exception>
    public static void RequireOther(string option, string target, IEnumerable<string?> inputs)
    {
        foreach (string input in Files(inputs))
        {
            if (TargetFiles.AreSame(target, input))
            {
                throw new UsageException($"{option} {target}: would replace {input}, which is read; name another file");
            }
        }
    }

    /// <summary>Throws if a folder to replace is or holds one of the inputs.</summary>
    /// <exception cref="UsageException">The folder holds an input.</exception>
    public static void RequireOutside(string option, string? folder, IEnumerable<string?> inputs)
    {
        foreach (string? input in inputs)
        {
            if (folder is not null && input is not null
                && (TargetFiles.AreSame(input, folder) || TargetFiles.IsInside(input, folder)))
            {
                throw new UsageException(
                    $"{option} {folder}: would replace {input}, which is read; name another folder");
            }
        }
    }

    private static IEnumerable<string> Files(IEnumerable<string?> inputs)
    {
        foreach (string? input in inputs)
        {
            if (!Directory.Exists(input))
            {
                if (input is not null)
                {
                    yield return input;
                }

                continue;
            }

            foreach (string file in Directory.EnumerateFiles(input))
            {
                yield return file;
            }
        }
    }
}
