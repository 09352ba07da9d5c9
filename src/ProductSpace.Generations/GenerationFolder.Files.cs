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
    /// Throws if the newest delta of the folder is damaged, or says of a product what the new generation cannot show:
    /// that generation would answer without it.
    /// </summary>
    private void RequireDeltaFits(string snapshot)
    {
        if (NewestDelta.In(Directory, _files) is not DeltaStamp newest)
        {
            return;
        }

        using ProductIndex index = ProductIndex.Open(_files.OpenRead(snapshot), snapshot, OpenMode.Quick);
        (_, CarriedChanges carried) = DeltaTakeover.Read(
            index, new NewestDelta(Own: null, newest), DeltaLog.MinCapacity, firstOrdinal: 0, _files);
        if (carried.FaultOf(newest.Path, snapshot, index.Dimension) is string fault)
        {
            throw new GenerationException(fault);
        }
    }

    /// <summary>
    /// Writes what the newest delta says, and a new generation does not know, beside that generation. A delta that a
    /// writer holds is left to that writer, and one that cannot be written to readers, who carry it over in memory.
    /// </summary>
    private void TakeOverDelta(int number)
    {
        try
        {
            if (NewestDelta.In(Directory, _files) is not DeltaStamp newest)
            {
                return;
            }

            using (IDisposable? held = _files.TryLock(newest.Path + ".lock", $"process {Environment.ProcessId}"))
            {
                if (held is null)
                {
                    return;
                }
            }

            string path = PathOf(number);
            using ProductIndex index = ProductIndex.Open(_files.OpenRead(path), path, OpenMode.Quick);
            ProductDelta.Open(DeltaPathOf(number), index, options: null, _files).Dispose();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The generation is published, and the newest delta is still there.
        }
    }

    /// <summary>
    /// Removes deltas of generations that are gone, except that with the newest changes, which no other has yet.
    /// </summary>
    private void RemoveDeltas(IEnumerable<int> kept)
    {
        const string lockEnd = ".lock";
        HashSet<int> numbers = [.. kept];
        string[] spare = Array.FindAll(
            _files.List(Directory),
            name => GenerationNames.TryParseDelta(
                    name.EndsWith(lockEnd, StringComparison.Ordinal) ? name[..^lockEnd.Length] : name, out int number)
                && !numbers.Contains(number));
        if (spare.Length == 0)
        {
            return;
        }

        string? newest = Path.GetFileName(NewestDelta.In(Directory, _files)?.Path);
        foreach (string name in spare)
        {
            if (newest is null || (name != newest && name != newest + lockEnd))
            {
                _files.Delete(Path.Combine(Directory, name));
            }
        }
    }

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
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report; a spare snapshot does no harm, and prune removes it.
        }
    }

    private UInt128 VerifyFully(string path, UInt128? expected, CancellationToken cancellationToken)
    {
        using ProductIndex index = ProductIndex.Open(_files.OpenRead(path), path, OpenMode.Quick);
        index.Verify(progress: null, cancellationToken);
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
