using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>Hands every call on; what derives from it changes some.</summary>
internal class ForwardingFiles(IFileOperations inner) : IFileOperations
{
    /// <summary>Where calls go; may be changed between them.</summary>
    public IFileOperations Inner { get; set; } = inner;

    public virtual INewFile CreateNew(string path) => Inner.CreateNew(path);

    public virtual IByteOwner OpenRead(string path) => Inner.OpenRead(path);

    public virtual IByteOwner OpenGuarded(string path) => Inner.OpenGuarded(path);

    public virtual IByteOwner OpenCopy(string path) => Inner.OpenCopy(path);

    public virtual byte[]? ReadSmall(string path, int maxBytes) => Inner.ReadSmall(path, maxBytes);

    public virtual void MakeReadOnly(string path) => Inner.MakeReadOnly(path);

    public virtual void Rename(string source, string target) => Inner.Rename(source, target);

    public virtual void FlushDirectory(string directory) => Inner.FlushDirectory(directory);

    public virtual void Delete(string path) => Inner.Delete(path);

    public virtual string[] List(string directory) => Inner.List(directory);

    public virtual bool IsAbandoned(string path, TimeSpan age) => Inner.IsAbandoned(path, age);

    public virtual IPartialFile OpenPartial(string path) => Inner.OpenPartial(path);

    public virtual IDisposable? TryLock(string path, string holder) => Inner.TryLock(path, holder);
}
