using ProductSpace.Generations.Folders;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations;

/// <summary>
/// A folder of immutable snapshots, one for each generation, and the pointer file CURRENT that says which of them shops
/// answer from. Snapshots are never replaced, the pointer is never mapped: a map is never renamed over, which some systems
/// refuse, and going back is setting the pointer. One process publishes at a time, any number follow
/// (<see cref="IndexFollower"/>), also over another name of the folder. Methods may be called from any thread.
/// </summary>
/// <remarks>Whatever ends a publication, power cuts included, the folder then holds what it held before or all of the new
/// generation; what was returned as published is durable. A killed publication leaves a hidden file, which the next one
/// removes, or at most a snapshot that the pointer does not lead to, which <see cref="Prune"/> removes in its turn.</remarks>
public sealed class GenerationFolder
{
    private const int StepBytes = 1 << 20;

    private readonly IFileOperations _files;

    /// <summary>Names a folder; nothing is opened. It must be there when something is asked of it.</summary>
    public GenerationFolder(string directory)
        : this(directory, SystemFiles.Instance)
    {
    }

    internal GenerationFolder(string directory, IFileOperations files)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Directory = Path.GetFullPath(directory);
        _files = files;
    }

    /// <summary>The folder, as a full path.</summary>
    public string Directory { get; }

    internal string PointerPath => Path.Combine(Directory, GenerationNames.Pointer);

    /// <summary>
    /// Copies a snapshot into the folder as the next generation, looks at everything in the copy, and sets the pointer to it.
    /// When this returns, both are on the device.
    /// </summary>
    /// <param name="snapshot">The file to publish; it may lie anywhere, and is not changed.</param>
    /// <param name="cancellationToken">Ends the copy or the look at it; the folder is as it was.</param>
    /// <exception cref="FileNotFoundException">there is no such snapshot.</exception>
    /// <exception cref="SnapshotException">it is no snapshot, or is damaged.</exception>
    /// <exception cref="GenerationException">another process publishes into the folder; the message says who. Or the pointer is damaged.</exception>
    /// <exception cref="IOException">the device is full or refuses; the folder is as it was, unless the message says otherwise.</exception>
    public Generation Publish(string snapshot, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(snapshot);
        using IDisposable held = Hold();
        using IByteOwner source = _files.OpenRead(snapshot);
        UInt128 content = SnapshotFile.ReadHead(snapshot, source.Bytes).Header.ContentHash;
        CurrentPointer? before = ReadPointer();
        int number = checked(Math.Max(before?.Newest ?? 0, LastNumber()) + 1);
        CurrentPointer pointer = new((before?.Publication ?? 0) + 1, number, number, content);
        try
        {
            using (FilePublication file = new(PathOf(number), _files))
            {
                Copy(source, file.File, cancellationToken);
                file.Complete(written => VerifyFully(written, content, cancellationToken));
            }

            SetPointer(pointer);
        }
        catch
        {
            RemoveUnlessCurrent(number);
            throw;
        }

        return Describe(number, pointer);
    }

    /// <summary>Sets the pointer back to an older generation, or to any that is there, after looking at everything in it.</summary>
    /// <param name="generation">Its number; without one, the nearest below the current.</param>
    /// <param name="cancellationToken">Ends the look at the snapshot; the pointer stays.</param>
    /// <exception cref="GenerationException">there is no such generation, nothing was published, or another process publishes.</exception>
    /// <exception cref="SnapshotException">that generation's snapshot is damaged; the pointer stays.</exception>
    /// <exception cref="IOException">the device refuses; the pointer is as it was, unless the message says otherwise.</exception>
    public Generation Rollback(int? generation = null, CancellationToken cancellationToken = default)
    {
        using IDisposable held = Hold();
        CurrentPointer before = ReadPointer() ?? throw NothingPublished();
        List<int> numbers = Numbers();
        int target = generation ?? numbers.FindLast(number => number < before.Generation);
        if (target == 0)
        {
            throw new GenerationException($"{Directory}: no generation below the current {before.Generation} is there to go back to");
        }

        if (target == before.Generation)
        {
            throw new GenerationException($"{Directory}: generation {target} is the current one");
        }

        if (!numbers.Contains(target))
        {
            throw new GenerationException($"{Directory}: there is no generation {target}; there are {string.Join(", ", numbers)}");
        }

        UInt128 content = VerifyFully(PathOf(target), expected: null, cancellationToken);

        // A publisher that was killed before it set the pointer left a generation that the pointer does not know of.
        CurrentPointer pointer = new(before.Publication + 1, target, Math.Max(before.Newest, target), content);
        SetPointer(pointer);
        return Describe(target, pointer);
    }

    /// <summary>Removes old generations: the newest <paramref name="keep"/> stay, and the current one does.</summary>
    /// <returns>The generations that were removed, oldest first. Processes that still answer from one keep its map.</returns>
    /// <exception cref="GenerationException">nothing was published, or another process publishes.</exception>
    /// <exception cref="IOException">a file could not be removed.</exception>
    public IReadOnlyList<Generation> Prune(int keep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        using IDisposable held = Hold();
        CurrentPointer pointer = ReadPointer() ?? throw NothingPublished();
        List<int> numbers = Numbers();
        List<Generation> removed = [];
        for (int i = 0; i < numbers.Count - keep; i++)
        {
            if (numbers[i] != pointer.Generation)
            {
                _files.Delete(PathOf(numbers[i]));
                RemoveDelta(numbers[i]);
                removed.Add(Describe(numbers[i], pointer));
            }
        }

        if (removed.Count > 0)
        {
            _files.FlushDirectory(Directory);
        }

        return removed;
    }

    /// <summary>The generations that are there, oldest first.</summary>
    /// <exception cref="GenerationException">the pointer is damaged.</exception>
    /// <exception cref="IOException">the folder cannot be read.</exception>
    public IReadOnlyList<Generation> List()
    {
        CurrentPointer? pointer = ReadPointer();
        return Numbers().ConvertAll(number => Describe(number, pointer));
    }

    /// <summary>The generation that the pointer leads to; null where nothing was published yet.</summary>
    /// <exception cref="GenerationException">the pointer is damaged.</exception>
    public Generation? FindCurrent() => ReadPointer() is CurrentPointer pointer ? Describe(pointer.Generation, pointer) : null;

    /// <summary>What the pointer file holds; null where there is none.</summary>
    internal byte[]? ReadPointerBytes()
    {
        try
        {
            return _files.ReadSmall(PointerPath, CurrentPointer.MostBytes);
        }
        catch (DirectoryNotFoundException fault)
        {
            throw NoDirectory(fault);
        }
    }

    internal string DeltaPathOf(int number) => Path.Combine(Directory, GenerationNames.DeltaOf(number));

    internal string PathOf(int number) => Path.Combine(Directory, GenerationNames.Of(number));

    internal GenerationException NothingPublished() => new($"{Directory}: nothing was published here yet; publish a snapshot into it first");

    internal GenerationException NoDirectory(DirectoryNotFoundException fault) => new($"{Directory}: no such directory; make it first", inner: fault);

    private static void Copy(IByteOwner source, INewFile target, CancellationToken cancellationToken)
    {
        for (long start = 0; start < source.Length; start += StepBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Write(source.Bytes.Slice(start, (int)Math.Min(StepBytes, source.Length - start)), start);
        }
    }

    private Generation Describe(int number, CurrentPointer? pointer) => new()
    {
        Number = number,
        Path = PathOf(number),
        IsCurrent = pointer?.Generation == number,
        Publication = pointer?.Generation == number ? pointer.Publication : 0,
    };

    /// <summary>Takes the folder for one publication, and removes what killed ones left: nobody else writes now.</summary>
    private IDisposable Hold()
    {
        string path = Path.Combine(Directory, GenerationNames.Lock);
        string self = $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss}Z";
        IDisposable? held;
        try
        {
            held = _files.TryLock(path, self);
        }
        catch (DirectoryNotFoundException fault)
        {
            throw NoDirectory(fault);
        }

        if (held is null)
        {
            string holder = LockFile.HolderOf(path);
            throw new GenerationException($"{Directory}: {(holder.Length > 0 ? holder : "another process")} publishes here now; wait for it, or end it", holder);
        }

        try
        {
            Sweep();
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private void Sweep()
    {
        foreach (string name in _files.List(Directory))
        {
            if (FilePublication.IsTemporaryOf(GenerationNames.Pointer, name) || IsTemporaryOfSnapshot(name))
            {
                FilePublication.Remove(Path.Combine(Directory, name), TimeSpan.Zero, _files);
            }
        }
    }

    /// <summary>".catalog-000042.psx.tmp-...": the target's name is in it.</summary>
    private static bool IsTemporaryOfSnapshot(string name)
    {
        int end = name.IndexOf(".tmp-", StringComparison.Ordinal);
        return end > 1 && GenerationNames.TryParse(name[1..end], out int number) && FilePublication.IsTemporaryOf(GenerationNames.Of(number), name);
    }

    private CurrentPointer? ReadPointer() =>
        ReadPointerBytes() is byte[] bytes ? CurrentPointer.Parse(PointerPath, bytes) : null;

    private void SetPointer(CurrentPointer pointer)
    {
        byte[] bytes = pointer.ToBytes();
        using FilePublication file = new(PointerPath, _files);
        file.File.Write(bytes, 0);
        file.Complete(written =>
        {
            if (_files.ReadSmall(written, CurrentPointer.MostBytes) is not byte[] read || !read.AsSpan().SequenceEqual(bytes))
            {
                throw new GenerationException($"{PointerPath}: what is read back is not what was written; the device or its file system is not sound");
            }

            // What a reader would refuse does not get the name.
            _ = CurrentPointer.Parse(PointerPath, read);
        });
    }

    /// <summary>A delta goes with its generation; where there is none, nothing is asked of the device.</summary>
    private void RemoveDelta(int number)
    {
        foreach (string name in _files.List(Directory))
        {
            if (name == GenerationNames.DeltaOf(number) || name == GenerationNames.DeltaOf(number) + ".lock")
            {
                _files.Delete(Path.Combine(Directory, name));
            }
        }
    }

    /// <summary>A generation that could not be published to the end goes again, unless the pointer leads to it in spite of the error.</summary>
    private void RemoveUnlessCurrent(int number)
    {
        try
        {
            if (ReadPointer()?.Generation != number)
            {
                _files.Delete(PathOf(number));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to tell of; a snapshot too many does no harm, and prune removes it.
        }
    }

    private UInt128 VerifyFully(string path, UInt128? expected, CancellationToken cancellationToken)
    {
        using ProductIndex index = ProductIndex.Open(_files.OpenRead(path), path, OpenMode.Quick);
        index.Verify(progress: null, cancellationToken);
        UInt128 content = index.Header.ContentHash;
        return expected is null || content == expected
            ? content
            : throw new GenerationException($"{path}: what is read back is another snapshot than was copied; was the source replaced meanwhile?");
    }

    private List<int> Numbers()
    {
        List<int> numbers = [];
        foreach (string name in _files.List(Directory))
        {
            if (GenerationNames.TryParse(name, out int number))
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }

    private int LastNumber()
    {
        List<int> numbers = Numbers();
        return numbers.Count == 0 ? 0 : numbers[^1];
    }
}
