namespace ProductSpace.Training.Models;

/// <summary>Counts the bytes of a model's files while they are checked one after the other.</summary>
internal sealed class ByteCount
{
    private readonly IProgress<BuildProgress> _progress;
    private readonly long _total;
    private long _ended;

    /// <param name="directory">The model folder.</param>
    /// <param name="manifest">Its description, which names the files; those that are missing count as empty.</param>
    /// <param name="progress">Told the bytes checked so far and in total.</param>
    public ByteCount(string directory, ModelManifest manifest, IProgress<BuildProgress> progress)
    {
        _progress = progress;
        foreach ((string name, string _) in manifest.Hashes)
        {
            _total += LengthOf(Path.Combine(directory, name));
        }

        Report(0);
    }

    /// <summary>Tells how many bytes of the current file were checked.</summary>
    public void Report(long ofFile) =>
        _progress.Report(new BuildProgress("reading the model", Math.Min(_total, _ended + ofFile), _total));

    /// <summary>Tells that a file was checked, so that the next one begins.</summary>
    public void EndFile(string path)
    {
        _ended += LengthOf(path);
        Report(0);
    }

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
