using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// A disk that keeps apart what was written and what is durable. A file's bytes are durable once it was flushed; a change of a
/// name once its directory was. At any moment it lists what a power cut can leave: every subset of the changes of names that
/// are not durable, and for each file that was not flushed every subset of its blocks, each old or new, with the old length
/// or the new. That is more than journaling file systems allow. Modes and locks are not modelled.
/// </summary>
internal sealed class ModelDisk : IFileOperations
{
    /// <summary>Pieces of a file that reach the device or not, each for itself.</summary>
    private const int MostBlocks = 4;

    private readonly Dictionary<string, ModelFile> _names = [];
    private readonly Dictionary<string, ModelFile> _durableNames = [];
    private readonly List<NameChange> _changes = [];

    public ModelDisk(PublishTwin twin = PublishTwin.None) => Twin = twin;

    /// <summary>What is done wrong on purpose.</summary>
    public PublishTwin Twin { get; set; }

    /// <summary>Called after each change of the disk.</summary>
    public Action? AfterStep { get; set; }

    /// <summary>A disk on which all is durable.</summary>
    public static ModelDisk Of(IReadOnlyDictionary<string, byte[]> files)
    {
        ModelDisk disk = new();
        foreach ((string path, byte[] bytes) in files)
        {
            ModelFile file = new() { Bytes = bytes, Durable = bytes };
            disk._names[path] = file;
            disk._durableNames[path] = file;
        }

        return disk;
    }

    /// <summary>What stands there while nothing fails.</summary>
    public Dictionary<string, byte[]> Now() => _names.ToDictionary(name => name.Key, name => name.Value.Bytes);

    /// <summary>What surely survives a power cut.</summary>
    public Dictionary<string, byte[]> Durable() => _durableNames.ToDictionary(name => name.Key, name => name.Value.Durable);

    /// <summary>Everything that a power cut can leave now. Contents of hidden files are not looked into: nobody reads them.</summary>
    public IEnumerable<Dictionary<string, byte[]>> PowerCuts()
    {
        for (int subset = 0; subset < 1 << _changes.Count; subset++)
        {
            Dictionary<string, ModelFile> names = new(_durableNames);
            for (int i = 0; i < _changes.Count; i++)
            {
                if ((subset & (1 << i)) != 0)
                {
                    Apply(_changes[i], names);
                }
            }

            string[] read = [.. names.Keys.Where(path => !Path.GetFileName(path).StartsWith('.'))];
            foreach (byte[][] contents in Product([.. read.Select(path => names[path].PowerCuts())]))
            {
                Dictionary<string, byte[]> state = names.Keys.Where(path => Path.GetFileName(path).StartsWith('.')).ToDictionary(path => path, _ => Array.Empty<byte>());
                for (int i = 0; i < read.Length; i++)
                {
                    state[read[i]] = contents[i];
                }

                yield return state;
            }
        }
    }

    public INewFile CreateNew(string path)
    {
        if (Twin == PublishTwin.WritesInPlace && TargetOf(path) is string target && _names.TryGetValue(target, out ModelFile? there))
        {
            there.Bytes = [];
            Step();
            return new Writer(this, there, path);
        }

        if (_names.ContainsKey(path))
        {
            throw new IOException($"{path}: exists");
        }

        ModelFile file = new();
        Change(new NameChange(null, path, file));
        return new Writer(this, file, path);
    }

    public IByteOwner OpenRead(string path) => new CopiedBytes(path, Find(path).Bytes);

    public IByteOwner OpenGuarded(string path) => OpenRead(path);

    public IByteOwner OpenCopy(string path) => OpenRead(path);

    public byte[]? ReadSmall(string path, int maxBytes) => TryFind(path) is ModelFile file ? file.Bytes[..Math.Min(file.Bytes.Length, maxBytes + 1)] : null;

    public void MakeReadOnly(string path) => Find(path);

    public void Rename(string source, string target)
    {
        if (Twin == PublishTwin.WritesInPlace && !_names.ContainsKey(source) && TargetOf(source) == target)
        {
            return;
        }

        ModelFile file = Find(source);
        Change(new NameChange(source, target, file));
        if (Twin == PublishTwin.RenamesBeforeFlush)
        {
            file.Durable = file.Bytes;
            Step();
        }
    }

    public void FlushDirectory(string directory)
    {
        if (Twin == PublishTwin.NoDirectoryFlush)
        {
            return;
        }

        foreach (NameChange change in _changes)
        {
            Apply(change, _durableNames);
        }

        _changes.Clear();
        Step();
    }

    public void Delete(string path)
    {
        if (_names.TryGetValue(path, out ModelFile? file))
        {
            Change(new NameChange(path, null, file));
        }
    }

    public string[] List(string directory) => [.. _names.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))];

    public bool IsAbandoned(string path, TimeSpan age) => true;

    public IPartialFile OpenPartial(string path)
    {
        if (!_names.TryGetValue(path, out ModelFile? file))
        {
            file = new ModelFile();
            Change(new NameChange(null, path, file));
        }

        return new Partial(this, file);
    }

    public IDisposable? TryLock(string path, string holder) => new MemoryStream();

    private static void Apply(NameChange change, Dictionary<string, ModelFile> names)
    {
        if (change.Removed is string removed)
        {
            names.Remove(removed);
        }

        if (change.Added is string added)
        {
            names[added] = change.File;
        }
    }

    private static IEnumerable<byte[][]> Product(byte[][][] choices)
    {
        int[] chosen = new int[choices.Length];
        while (true)
        {
            yield return [.. choices.Select((choice, i) => choice[chosen[i]])];
            int place = 0;
            while (place < chosen.Length && ++chosen[place] == choices[place].Length)
            {
                chosen[place++] = 0;
            }

            if (place == chosen.Length)
            {
                yield break;
            }
        }
    }

    /// <summary>The name behind a hidden one.</summary>
    private static string? TargetOf(string path)
    {
        string name = Path.GetFileName(path);
        int mark = name.IndexOf(".tmp-", StringComparison.Ordinal);
        return name.StartsWith('.') && mark > 0 ? Path.Combine(Path.GetDirectoryName(path)!, name[1..mark]) : null;
    }

    private ModelFile Find(string path) => TryFind(path) ?? throw new FileNotFoundException($"{path}: no such file", path);

    private ModelFile? TryFind(string path) =>
        _names.TryGetValue(path, out ModelFile? file) || (Twin == PublishTwin.WritesInPlace && TargetOf(path) is string target && _names.TryGetValue(target, out file)) ? file : null;

    private void Change(NameChange change)
    {
        Apply(change, _names);
        _changes.Add(change);
        Step();
    }

    private void Step() => AfterStep?.Invoke();

    private sealed record NameChange(string? Removed, string? Added, ModelFile File);

    private sealed class ModelFile
    {
        public byte[] Bytes { get; set; } = [];

        public byte[] Durable { get; set; } = [];

        public byte[][] PowerCuts()
        {
            if (ReferenceEquals(Bytes, Durable))
            {
                return [Bytes];
            }

            int longest = Math.Max(Bytes.Length, Durable.Length);
            int block = Math.Max(1, (longest + MostBlocks - 1) / MostBlocks);
            int blocks = (longest + block - 1) / block;
            List<byte[]> cuts = [];
            foreach (int length in new HashSet<int> { Bytes.Length, Durable.Length })
            {
                for (int subset = 0; subset < 1 << blocks; subset++)
                {
                    byte[] left = new byte[length];
                    for (int i = 0; i < blocks; i++)
                    {
                        byte[] source = (subset & (1 << i)) != 0 ? Bytes : Durable;
                        int start = i * block;
                        int count = Math.Min(block, Math.Min(source.Length, length) - start);
                        if (count > 0)
                        {
                            source.AsSpan(start, count).CopyTo(left.AsSpan(start));
                        }
                    }

                    cuts.Add(left);
                }
            }

            return [.. cuts];
        }
    }

    private sealed class Partial(ModelDisk disk, ModelFile file) : IPartialFile
    {
        public long Length => file.Bytes.Length;

        public int Read(Span<byte> bytes, long offset)
        {
            int count = (int)Math.Clamp(file.Bytes.Length - offset, 0, bytes.Length);
            file.Bytes.AsSpan((int)Math.Min(offset, file.Bytes.Length), count).CopyTo(bytes);
            return count;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => new Writer(disk, file, string.Empty).Write(bytes, offset);

        public void Cut(long length)
        {
            file.Bytes = file.Bytes[..(int)length];
            disk.Step();
        }

        public void Dispose()
        {
            // Closing makes nothing durable.
        }
    }

    private sealed class Writer(ModelDisk disk, ModelFile file, string path) : INewFile
    {
        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            byte[] grown = new byte[Math.Max(file.Bytes.Length, offset + bytes.Length)];
            file.Bytes.CopyTo(grown, 0);
            bytes.CopyTo(grown.AsSpan((int)offset));
            file.Bytes = grown;
            disk.Step();
        }

        public void Flush()
        {
            bool skipped = disk.Twin is PublishTwin.NoFileFlush or PublishTwin.RenamesBeforeFlush;
            if (!skipped && path.Length > 0)
            {
                file.Durable = file.Bytes;
                disk.Step();
            }
        }

        public void Dispose()
        {
            // Closing makes nothing durable.
        }
    }
}

/// <summary>Ways to publish wrongly, each of which the tests must catch.</summary>
public enum PublishTwin
{
    None,
    NoFileFlush,
    NoDirectoryFlush,
    RenamesBeforeFlush,
    WritesInPlace,
}
