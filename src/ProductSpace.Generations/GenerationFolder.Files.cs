using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Generations.Folders;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations;

/// <summary>Reads, writes and removes the files of a folder.</summary>
public sealed partial class GenerationFolder
{
    private const int StepBytes = 1 << 20;
    private const string DeltaLockEnd = ".lock";

    private static void Copy(
        IByteOwner source, INewFile target, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        for (long start = 0; start < source.Length; start += StepBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("copying", start, source.Length));
            target.Write(source.Bytes.Slice(start, (int)Math.Min(StepBytes, source.Length - start)), start);
        }

        progress?.Report(new BuildProgress("copying", source.Length, source.Length));
    }

    private Generation Describe(int number, CurrentPointer? pointer) => new()
    {
        Number = number,
        Path = PathOf(number),
        IsCurrent = pointer?.Generation == number,
        Publication = pointer?.Generation == number ? pointer.Publication : 0,
    };

    /// <summary>
    /// Takes the folder's publishing lock, and deletes the temporary files of publications that were killed: no other
    /// process can be writing them while the lock is held.
    /// </summary>
    private IDisposable Hold()
    {
        string path = Path.Combine(Directory, GenerationNames.Lock);
        IDisposable? held;
        try
        {
            held = FolderLock.TryTake(_files, path);
        }
        catch (DirectoryNotFoundException fault)
        {
            throw NoDirectory(fault);
        }

        if (held is null)
        {
            string holder = FolderLock.HolderOf(path);
            throw new GenerationException($"{Directory}: {holder} publishes here now; wait for it, or end it", holder);
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

    /// <summary>Recognises ".catalog-000042.psx.tmp-...", which holds the target's name.</summary>
    private static bool IsTemporaryOfSnapshot(string name)
    {
        int end = name.IndexOf(".tmp-", StringComparison.Ordinal);
        return end > 1
            && GenerationNames.TryParse(name[1..end], out int number)
            && FilePublication.IsTemporaryOf(GenerationNames.Of(number), name);
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
            if (_files.ReadSmall(written, CurrentPointer.MaxBytes) is not byte[] read
                || !read.AsSpan().SequenceEqual(bytes))
            {
                throw new GenerationException(
                    $"{PointerPath}: what is read back is not what was written; "
                    + "the device or its file system is not sound");
            }

            // A pointer that a reader would refuse does not get the name.
            _ = CurrentPointer.Parse(PointerPath, read);
        });
    }

    /// <summary>
    /// Writes what the newest delta says, and a new generation does not know, beside that generation, before the
    /// pointer leads to it. Throws if that delta is damaged, or says of a product what the generation cannot show. A
    /// delta that a writer holds, or another user's, is left to that writer, and to readers, who carry it over in
    /// memory.
    /// </summary>
    private void CarryDelta(int number)
    {
        if (NewestDelta.In(Directory, _files) is not DeltaStamp newest)
        {
            return;
        }

        // No lock of the new delta: nobody else opens it before the pointer leads there, and its lock file would be
        // the publisher's own, who may be another user than the storefront's.
        using IDisposable? held = TryHoldDelta(newest.Path);
        string path = PathOf(number);
        using ProductIndex index = ProductIndex.Open(_files.OpenRead(path), path, OpenMode.Quick);
        (DeltaLog log, CarriedChanges carried) = DeltaTakeover.Read(
            index, new NewestDelta(Own: null, newest), DeltaLog.MinCapacity, firstOrdinal: 0, _files);
        if (carried.FaultOf(newest.Path, path, index.Dimension) is string fault)
        {
            throw new GenerationException(fault);
        }

        if (held is not null)
        {
            DeltaFile.Create(
                DeltaPathOf(number),
                _files,
                index.Header.ContentHash,
                index.Dimension,
                issue: 1,
                log.Living(),
                newest.Header.Turn + 1).Dispose();
        }
    }

    private IDisposable? TryHoldDelta(string path)
    {
        try
        {
            return _files.TryLock(path + DeltaLockEnd, $"{ProductDelta.Publisher}process {Environment.ProcessId}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Removes deltas of generations that are gone, except that with the newest changes, which no other has yet.
    /// </summary>
    private void RemoveDeltas(IEnumerable<int> kept)
    {
        HashSet<int> numbers = [.. kept];
        string[] spare = Array.FindAll(
            _files.List(Directory),
            name => GenerationNames.TryParseDelta(WithoutLockEnd(name), out int number) && !numbers.Contains(number));
        if (spare.Length == 0)
        {
            return;
        }

        string? newest = Path.GetFileName(NewestDelta.In(Directory, _files)?.Path);
        foreach (string name in spare)
        {
            if (WithoutLockEnd(name) != newest)
            {
                _files.Delete(Path.Combine(Directory, name));
            }
        }
    }

    private static string WithoutLockEnd(string name) =>
        name.EndsWith(DeltaLockEnd, StringComparison.Ordinal) ? name[..^DeltaLockEnd.Length] : name;

    /// <summary>
    /// Removes a generation that was not published completely, unless the pointer leads to it in spite of the error.
    /// </summary>
    private void RemoveUnlessCurrent(int number)
    {
        try
        {
            if (ReadPointer()?.Generation != number)
            {
                _files.Delete(PathOf(number));
                if (_files.List(Directory).Contains(GenerationNames.DeltaOf(number)))
                {
                    _files.Delete(DeltaPathOf(number));
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report; a spare snapshot does no harm, and prune removes it.
        }
    }

    private UInt128 VerifyFully(
        string path,
        UInt128? expected,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        using ProductIndex index = ProductIndex.Open(_files.OpenRead(path), path, OpenMode.Quick);
        index.Verify(progress, cancellationToken);
        UInt128 content = index.Header.ContentHash;
        return expected is null || content == expected
            ? content
            : throw new GenerationException(
                $"{path}: what is read back is another snapshot than was copied; was the source replaced meanwhile?");
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

    private int LastNumber() => Numbers() is [.., int last] ? last : 0;
}
