using ProductSpace.Generations.Folders;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations;

/// <summary>
/// A folder of immutable snapshots, one for each generation, and the pointer file CURRENT that says which of them shops
/// answer from. Snapshots are never replaced, and the pointer is never mapped: so no map is renamed over, which some
/// systems refuse, and rolling back is setting the pointer. One process publishes at a time; any number follow (<see
/// cref="IndexFollower"/>), also by another name of the folder. Methods may be called from any thread.
/// </summary>
/// <remarks>
/// Whatever ends a publication, power cuts included, the folder holds afterwards what it held before or all of the new
/// generation; a generation that was returned as published is durable. A killed publication leaves a hidden file, which
/// the next one removes, or at most a snapshot that the pointer does not lead to, which <see cref="Prune"/> removes in
/// time.
/// </remarks>
public sealed partial class GenerationFolder
{
    private readonly IFileOperations _files;

    /// <summary>Names a folder, which must exist when a method is called. Opens nothing.</summary>
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
    /// Copies a snapshot into the folder as the next generation, verifies the copy, and sets the pointer to it. When
    /// this returns, both are on the device.
    /// </summary>
    /// <param name="snapshot">The file to publish; it may lie anywhere, and is not changed.</param>
    /// <param name="progress">
    /// Told how far the copy is, in bytes, and then its verification; null for nobody.
    /// </param>
    /// <param name="cancellationToken">Ends the copy or its verification; the folder is as it was.</param>
    /// <exception cref="FileNotFoundException">There is no such snapshot.</exception>
    /// <exception cref="SnapshotException">The file is not a snapshot, or is damaged.</exception>
    /// <exception cref="GenerationException">
    /// Another process publishes into the folder; the message says who. Or the pointer is damaged. Or the folder's
    /// delta has a product that the snapshot can neither show nor has.
    /// </exception>
    /// <exception cref="DeltaException">The folder's delta is damaged: its changes would be lost.</exception>
    /// <exception cref="IOException">
    /// The device is full or refuses; the folder is as it was, unless the message says otherwise.
    /// </exception>
    public Generation Publish(
        string snapshot,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
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
                Copy(source, file.File, progress, cancellationToken);
                file.Complete(written => VerifyFully(written, content, progress, cancellationToken));
            }

            CarryDelta(number);

            SetPointer(pointer);
        }
        catch
        {
            RemoveUnlessCurrent(number);
            throw;
        }

        return Describe(number, pointer);
    }

    /// <summary>Sets the pointer back to an older generation, or to any that is there, after verifying it.</summary>
    /// <param name="generation">Its number; without one, the nearest below the current.</param>
    /// <param name="progress">Told how far the verification is; null for nobody.</param>
    /// <param name="cancellationToken">Ends the verification; the pointer stays.</param>
    /// <exception cref="GenerationException">
    /// There is no such generation, nothing was published, or another process publishes.
    /// </exception>
    /// <exception cref="SnapshotException">That generation's snapshot is damaged; the pointer stays.</exception>
    /// <exception cref="IOException">
    /// The device refuses; the pointer is as it was, unless the message says otherwise.
    /// </exception>
    public Generation Rollback(
        int? generation = null,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using IDisposable held = Hold();
        CurrentPointer before = ReadPointer() ?? throw NothingPublished();
        List<int> numbers = Numbers();
        int target = generation ?? numbers.FindLast(number => number < before.Generation);
        if (target == 0)
        {
            throw new GenerationException(
                $"{Directory}: no generation below the current {before.Generation} is there to go back to");
        }

        if (target == before.Generation)
        {
            throw new GenerationException($"{Directory}: generation {target} is the current one");
        }

        if (!numbers.Contains(target))
        {
            throw new GenerationException(
                $"{Directory}: there is no generation {target}; there are {string.Join(", ", numbers)}");
        }

        UInt128 content = VerifyFully(PathOf(target), expected: null, progress, cancellationToken);

        // A publisher that was killed before it set the pointer left a generation that the pointer does not know.
        CurrentPointer pointer = new(before.Publication + 1, target, Math.Max(before.Newest, target), content);
        SetPointer(pointer);
        return Describe(target, pointer);
    }

    /// <summary>Removes old generations; the newest <paramref name="keep"/> and the current one stay.</summary>
    /// <returns>The removed generations, oldest first. Processes that still answer from one keep its map.</returns>
    /// <exception cref="GenerationException">Nothing was published, or another process publishes.</exception>
    /// <exception cref="IOException">A file could not be removed.</exception>
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
                removed.Add(Describe(numbers[i], pointer));
            }
        }

        RemoveDeltas(numbers.Except(removed.Select(generation => generation.Number)));
        if (removed.Count > 0)
        {
            _files.FlushDirectory(Directory);
        }

        return removed;
    }

    /// <summary>Returns the generations of the folder, oldest first.</summary>
    /// <exception cref="GenerationException">The pointer is damaged.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IReadOnlyList<Generation> List()
    {
        CurrentPointer? pointer = ReadPointer();
        return Numbers().ConvertAll(number => Describe(number, pointer));
    }

    /// <summary>Returns the generation that the pointer leads to; null if nothing was published yet.</summary>
    /// <exception cref="GenerationException">The pointer is damaged.</exception>
    public Generation? FindCurrent() =>
        ReadPointer() is CurrentPointer pointer ? Describe(pointer.Generation, pointer) : null;

    /// <summary>Returns the generation that the pointer leads to.</summary>
    /// <exception cref="GenerationException">Nothing was published yet, or the pointer is damaged.</exception>
    public Generation GetCurrent() => FindCurrent() ?? throw NothingPublished();

    /// <summary>Returns the bytes of the pointer file; null if there is none.</summary>
    internal byte[]? ReadPointerBytes()
    {
        try
        {
            return _files.ReadSmall(PointerPath, CurrentPointer.MaxBytes);
        }
        catch (DirectoryNotFoundException fault)
        {
            throw NoDirectory(fault);
        }
    }

    internal string DeltaPathOf(int number) => Path.Combine(Directory, GenerationNames.DeltaOf(number));

    internal string PathOf(int number) => Path.Combine(Directory, GenerationNames.Of(number));

    internal GenerationException NothingPublished() =>
        new($"{Directory}: nothing was published here yet; publish a snapshot into it first");

    internal GenerationException NoDirectory(DirectoryNotFoundException fault) =>
        new($"{Directory}: no such directory; make it first", inner: fault);
}
