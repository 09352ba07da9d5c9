namespace ProductSpace.Cli.Catalog;

/// <summary>
/// A catalogue on its way into a model folder: written while the log is read, and taken when the training ends, so that
/// a file that changes meanwhile cannot spoil it. Removed at the end of the command.
/// </summary>
internal sealed class TemporaryCatalog : IDisposable
{
    public TemporaryCatalog(string? folder)
    {
        folder = Directory.Exists(folder) ? folder : System.IO.Path.GetTempPath();
        Path = System.IO.Path.Combine(folder, $"productspace-catalog-{Guid.NewGuid():N}.csv");
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
