using ProductSpace.Generations;
using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Where a verb takes a snapshot, it takes a folder of generations too, and reads the current one of it, with the delta
/// beside it: what the shops that follow the folder answer from.
/// </summary>
internal static class SnapshotPath
{
    /// <summary>Returns the file that a name leads to.</summary>
    /// <exception cref="BuildInputException">The name is that of another kind of folder.</exception>
    public static string Of(string given)
    {
        if (!Directory.Exists(given))
        {
            return given;
        }

        return File.Exists(Path.Combine(given, ModelManifest.FileName))
            ? throw new BuildInputException(
                $"{given}: is a model folder; make a snapshot of it first: productspace build --model {given} --out "
                + "catalog.psx")
            : new GenerationFolder(given).GetCurrent().Path;
    }

    /// <summary>Opens a snapshot, or the current one of a folder with its delta.</summary>
    /// <param name="given">A snapshot or a folder of generations.</param>
    /// <param name="delta">Delta to merge; null for the one of a folder.</param>
    /// <param name="mode">How to open it.</param>
    public static ProductIndex Open(string given, string? delta = null, OpenMode mode = OpenMode.Quick)
    {
        string path = Of(given);
        string beside = Path.ChangeExtension(path, ".psd");
        delta ??= Directory.Exists(given) && File.Exists(beside) ? beside : null;
        ProductIndex index = ProductIndex.Open(path, mode);
        try
        {
            if (delta is not null && !ProductDelta.Attach(delta, index))
            {
                throw new FileNotFoundException($"{delta}: no such file", delta);
            }

            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }
}
