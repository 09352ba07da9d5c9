using System.IO.Hashing;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations.Shipping;

/// <summary>
/// Sections of the generations in a folder, found by id, length and hash: those that a new snapshot shares need not
/// come over the link. A table is only a promise: copying a section hashes it.
/// </summary>
internal sealed class LocalSections : IDisposable
{
    private const int StepBytes = 1 << 20;

    private readonly List<IByteOwner> _files = [];
    private readonly Dictionary<(uint Id, long Length, ulong Hash), NativeView<byte>> _sections = [];

    public LocalSections(IEnumerable<string> snapshots, IFileOperations files)
    {
        foreach (string path in snapshots)
        {
            IByteOwner? file = null;
            try
            {
                file = files.OpenRead(path);
                (_, SnapshotSections sections) = SnapshotFile.ReadHead(path, file.Bytes);
                foreach (SectionEntry entry in sections.Entries)
                {
                    _sections[Key(entry)] = file.Bytes.SliceView(entry.Offset, entry.Length);
                }

                _files.Add(file);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A damaged generation has nothing to give, and is no reason to refuse a fetch.
                file?.Dispose();
            }
        }
    }

    public bool Has(SectionEntry entry) => entry.Length > 0 && _sections.ContainsKey(Key(entry));

    /// <summary>
    /// Appends a section to the file that is being fetched; returns false, and appends nothing, if it is not what its
    /// table says.
    /// </summary>
    public bool TryCopy(SectionEntry entry, PartialSnapshot target, CancellationToken cancellationToken)
    {
        NativeView<byte> section = _sections[Key(entry)];
        XxHash3 hash = new();
        for (long start = 0; start < section.Length; start += StepBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> piece = section.Slice(start, (int)Math.Min(StepBytes, section.Length - start));
            hash.Append(piece);
            target.Append(piece);
        }

        if (hash.GetCurrentHashAsUInt64() == entry.Hash)
        {
            return true;
        }

        target.Cut(entry.Offset);
        _sections.Remove(Key(entry));
        return false;
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static (uint Id, long Length, ulong Hash) Key(SectionEntry entry) => (entry.Id, entry.Length, entry.Hash);
}
