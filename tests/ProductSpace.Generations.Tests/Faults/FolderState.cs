using System.IO.Hashing;
using ProductSpace.Generations.Folders;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>What a shop finds in a folder after a fault: the pointer, and everything in the snapshot that it leads to, looked at.</summary>
internal sealed class FolderState
{
    public const string Directory = "/shop";

    /// <summary>Looking at a snapshot costs more than making a state; the same bytes are looked at once.</summary>
    private readonly Dictionary<UInt128, UInt128> _sound = [];

    public static string PathOf(int number) => Path.Combine(Directory, GenerationNames.Of(number));

    public static string PointerPath => Path.Combine(Directory, GenerationNames.Pointer);

    /// <summary>A folder in which these snapshots were published, all durable; the last is current.</summary>
    public static ModelDisk Published(params string[] snapshots)
    {
        ModelDisk disk = new();
        foreach (string snapshot in snapshots)
        {
            Publish(disk, snapshot);
        }

        return ModelDisk.Of(disk.Durable());
    }

    public static Generation Publish(IFileOperations files, string snapshot) => new GenerationFolder(Directory, new SourceFiles(files)).Publish(snapshot);

    /// <summary>The generation that a shop would answer from, or why it could not.</summary>
    public (int Generation, string? Fault) Look(IReadOnlyDictionary<string, byte[]> files)
    {
        try
        {
            if (!files.TryGetValue(PointerPath, out byte[]? bytes))
            {
                return (0, "no pointer");
            }

            CurrentPointer pointer = CurrentPointer.Parse(PointerPath, bytes);
            return files.TryGetValue(PathOf(pointer.Generation), out byte[]? snapshot)
                ? (pointer.Generation, ContentOf(snapshot) == pointer.Content ? null : "another snapshot than the pointer says")
                : (0, $"generation {pointer.Generation} is not there");
        }
        catch (IOException fault)
        {
            return (0, fault.Message);
        }
    }

    private UInt128 ContentOf(byte[] snapshot)
    {
        UInt128 key = XxHash128.HashToUInt128(snapshot);
        if (!_sound.TryGetValue(key, out UInt128 content))
        {
            using ProductIndex index = ProductIndex.Open(new CopiedBytes("state", snapshot), "state", OpenMode.Quick);
            index.Verify();
            _sound[key] = content = index.Header.ContentHash;
        }

        return content;
    }

    /// <summary>The snapshot that is published comes from the real disk, everything else goes to the model.</summary>
    private sealed class SourceFiles(IFileOperations inner) : ForwardingFiles(inner)
    {
        public override IByteOwner OpenRead(string path) => path.StartsWith(Directory, StringComparison.Ordinal) ? base.OpenRead(path) : SystemFiles.Instance.OpenRead(path);
    }
}
