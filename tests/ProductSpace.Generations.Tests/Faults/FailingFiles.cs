using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>Lets the n-th call fail, before it did anything or after it did everything: an error does not say which.</summary>
internal sealed class FailingFiles(IFileOperations inner, int failing, Func<Exception> error, bool afterwards) : IFileOperations
{
    private int _calls;

    /// <summary>Whether the call that should fail was made.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether it was one that removes a file: then one may remain.</summary>
    public bool FailedToDelete { get; private set; }

    public INewFile CreateNew(string path) => new Writer(this, Call(() => inner.CreateNew(path), file => file.Dispose()));

    public IByteOwner OpenRead(string path) => Call(() => inner.OpenRead(path), file => file.Dispose());

    public IByteOwner OpenGuarded(string path) => Call(() => inner.OpenGuarded(path), file => file.Dispose());

    public IByteOwner OpenCopy(string path) => Call(() => inner.OpenCopy(path), file => file.Dispose());

    public byte[]? ReadSmall(string path, int maxBytes) => Call(() => inner.ReadSmall(path, maxBytes));

    public void MakeReadOnly(string path) => Call(() => inner.MakeReadOnly(path));

    public void Rename(string source, string target) => Call(() => inner.Rename(source, target));

    public void FlushDirectory(string directory) => Call(() => inner.FlushDirectory(directory));

    public void Delete(string path)
    {
        bool failedBefore = HasFailed;
        try
        {
            Call(() => inner.Delete(path));
        }
        finally
        {
            FailedToDelete |= HasFailed && !failedBefore;
        }
    }

    public string[] List(string directory) => Call(() => inner.List(directory));

    public bool IsAbandoned(string path, TimeSpan age) => Call(() => inner.IsAbandoned(path, age));

    public IPartialFile OpenPartial(string path) => new Partial(this, Call(() => inner.OpenPartial(path), file => file.Dispose()));

    public IDisposable? TryLock(string path, string holder) => Call(() => inner.TryLock(path, holder), held => held?.Dispose());

    private void Call(Action call) => Call(() =>
    {
        call();
        return true;
    });

    private T Call<T>(Func<T> call, Action<T>? undo = null)
    {
        bool fails = ++_calls == failing;
        HasFailed |= fails;
        if (fails && !afterwards)
        {
            throw error();
        }

        T result = call();
        if (fails)
        {
            undo?.Invoke(result);
            throw error();
        }

        return result;
    }

    private sealed class Writer(FailingFiles files, INewFile inner) : INewFile
    {
        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            // A span cannot stand in a closure.
            byte[] copy = bytes.ToArray();
            files.Call(() => inner.Write(copy, offset));
        }

        public void Flush() => files.Call(inner.Flush);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Partial(FailingFiles files, IPartialFile inner) : IPartialFile
    {
        public long Length => inner.Length;

        public int Read(Span<byte> bytes, long offset)
        {
            byte[] copy = new byte[bytes.Length];
            int read = files.Call(() => inner.Read(copy, offset));
            copy.AsSpan(0, read).CopyTo(bytes);
            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            byte[] copy = bytes.ToArray();
            files.Call(() => inner.Write(copy, offset));
        }

        public void Cut(long length) => files.Call(() => inner.Cut(length));

        public void Dispose() => inner.Dispose();
    }
}
