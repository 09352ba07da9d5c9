using ProductSpace.Memory;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// Several files that appear together: each is written to a temporary name in the target directory and renamed by <see
/// cref="Publish"/>. If the set is disposed without it, nothing of it remains, including the directory if it was
/// created here. Nothing is flushed to the device: a synthetic shop can be made again.
/// </summary>
internal sealed class FileSet : IDisposable
{
    private readonly string _directory;
    private readonly bool _createdDirectory;
    private readonly List<(string Temporary, string Final)> _files = [];
    private bool _published;

    public FileSet(string directory)
    {
        _directory = directory;
        _createdDirectory = !Directory.Exists(directory);
        Directory.CreateDirectory(directory);
    }

    /// <summary>Opens the temporary file that will become <paramref name="name"/>; the caller disposes it.</summary>
    public FileStream Create(string name)
    {
        string final = Path.Combine(_directory, name);
        string temporary = final + ".tmp";
        TargetLinks.RefuseIfAsked(final);
        TargetFiles.RequireRegular(final);
        TargetLinks.Refuse(temporary);
        var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        // After opening: a file that another run holds is not ours to delete.
        _files.Add((temporary, final));
        return stream;
    }

    public void Publish()
    {
        foreach ((string temporary, string final) in _files)
        {
            File.Move(temporary, final, overwrite: true);
        }

        _published = true;
    }

    public void Dispose()
    {
        if (_published)
        {
            return;
        }

        foreach ((string temporary, _) in _files)
        {
            File.Delete(temporary);
        }

        if (_createdDirectory && !Directory.EnumerateFileSystemEntries(_directory).Any())
        {
            Directory.Delete(_directory);
        }
    }
}
