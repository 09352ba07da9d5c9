using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProductSpace.Training.Corpus;

/// <summary>An append-only temporary file of tokens; the system removes it when its handle closes.</summary>
internal sealed class TokenFile : IDisposable
{
    private const int BufferTokens = 1 << 16;

    private readonly int[] _buffer = new int[BufferTokens];
    private readonly SafeFileHandle _handle;
    private int _buffered;
    private long _written;

    public TokenFile(string folder)
    {
        string path = Path.Combine(folder, $"productspace-{Guid.NewGuid():N}.tokens");
        _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
    }

    public long Count => _written + _buffered;

    public void Append(Token token)
    {
        if (_buffered == BufferTokens)
        {
            Flush();
        }

        _buffer[_buffered++] = token.Bits;
    }

    /// <summary>All tokens in order, in blocks.</summary>
    public IEnumerable<ReadOnlyMemory<int>> Blocks()
    {
        Flush();
        int[] block = new int[BufferTokens];
        for (long at = 0; at < _written; at += BufferTokens)
        {
            int count = (int)Math.Min(BufferTokens, _written - at);
            Span<byte> bytes = MemoryMarshal.AsBytes(block.AsSpan(0, count));
            for (int read = 0; read < bytes.Length;)
            {
                int got = RandomAccess.Read(_handle, bytes[read..], (at * sizeof(int)) + read);
                read += got > 0 ? got : throw new EndOfStreamException("the temporary token file was cut short while it was in use");
            }

            yield return block.AsMemory(0, count);
        }
    }

    /// <summary>The handle with everything written; the caller owns it.</summary>
    public SafeFileHandle Detach()
    {
        Flush();
        return _handle;
    }

    public void Dispose() => _handle.Dispose();

    private void Flush()
    {
        RandomAccess.Write(_handle, MemoryMarshal.AsBytes(_buffer.AsSpan(0, _buffered)), _written * sizeof(int));
        _written += _buffered;
        _buffered = 0;
    }
}
