using System.IO.Hashing;
using System.Text;
using ProductSpace.Memory;

namespace ProductSpace.Training.Models;

/// <summary>
/// A new file that is written from front to back. Computes the XXH128 of its bytes on the way, and is complete only
/// when the bytes are on the device. Refuses a name that exists.
/// </summary>
internal sealed class HashedFile : IDisposable
{
    private readonly FileStream _file;
    private readonly XxHash128 _hash = new();

    public HashedFile(string path)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("models are written on little-endian machines only");
        }

        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        _file.Write(bytes);
    }

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Flushes to the device and returns the hash, 32 hexadecimal digits.</summary>
    public string Complete()
    {
        LibC.Flush(_file);
        return HexOf(_hash);
    }

    /// <summary>Returns the hash of a file on disk.</summary>
    public static string HashOf(string path, CancellationToken cancellationToken) =>
        HashOf(path, report: null, cancellationToken);

    /// <summary>Returns the hash of a file on disk.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">Told the bytes of the file that were read so far; null for nobody.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static string HashOf(string path, Action<long>? report, CancellationToken cancellationToken)
    {
        XxHash128 hash = new();
        byte[] buffer = new byte[1 << 20];
        using FileStream file = new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read | FileShare.Delete,
            bufferSize: 1);
        for (int read; (read = file.Read(buffer)) > 0; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.Append(buffer.AsSpan(0, read));
            report?.Invoke(file.Position);
        }

        return HexOf(hash);
    }

    public void Dispose() => _file.Dispose();

    private static string HexOf(XxHash128 hash) =>
        hash.GetCurrentHashAsUInt128().ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
