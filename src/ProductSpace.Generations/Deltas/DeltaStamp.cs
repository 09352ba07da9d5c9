using ProductSpace.Memory;

namespace ProductSpace.Generations.Deltas;

/// <summary>Header and length of a delta file, by which a change of it is detected without reading it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Header">Its header.</param>
/// <param name="Length">Its length.</param>
internal sealed record DeltaStamp(string Path, DeltaHeader Header, long Length)
{
    /// <summary>Reads the header of a file; null if there is none.</summary>
    /// <exception cref="DeltaException">The header is damaged, or of a newer version.</exception>
    public static DeltaStamp? Of(string path, IFileOperations files)
    {
        try
        {
            using IByteOwner file = files.OpenRead(path);
            int headerBytes = (int)Math.Min(file.Length, DeltaHeader.Bytes);
            ReadOnlySpan<byte> header = headerBytes == 0 ? default : file.Bytes.Slice(0, headerBytes);
            return new DeltaStamp(path, DeltaHeader.ParseAlone(path, header), file.Length);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
