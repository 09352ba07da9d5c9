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

    /// <summary>Removes the delta of a generation; asks nothing of the device if there is none.</summary>
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
