using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Generations.Following;

/// <summary>
/// Reads the delta that another process writes beside a generation: as a whole at first, then what was appended, and as
/// a whole again after the file was rewritten. A delta that cannot be read stops nothing: what was read before stays,
/// and <see cref="Refusal"/> says why.
/// </summary>
internal sealed class FollowedDelta(bool isUsed, IFileOperations files)
{
    private const int MinCapacity = DeltaLog.MinCapacity * 256;

    private ProductIndex? _index;
    private DeltaLog? _log;
    private long _issue;
    private long _length;
    private int _records;

    /// <summary>Null if the newest delta is merged in.</summary>
    public string? Refusal { get; private set; }

    public int Used => _log?.Count ?? 0;

    /// <summary>Looks at the file once; returns true if something changed, a refusal included.</summary>
    public bool Look(ProductIndex index, string path)
    {
        if (!isUsed)
        {
            return false;
        }

        if (_index != index)
        {
            (_index, _log, _issue, _length, _records) = (index, null, 0, 0, 0);
        }

        string? before = Refusal;
        bool changed = false;
        try
        {
            changed = Read(index, path);
            Refusal = null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Part of it may have been applied: the next look reads the whole file.
            (_issue, _length) = (0, 0);
            Refusal = fault.Message.ReplaceLineEndings(" ");
        }

        return changed || Refusal != before;
    }

    private bool Read(ProductIndex index, string path)
    {
        if (IsUnchanged(path))
        {
            return false;
        }

        DeltaContent content = DeltaContent.Read(path, files)
            ?? throw new FileNotFoundException($"{path}: was removed while it was read", path);
        if (content.Header.Issue == _issue && _log is not null && content.Records.Count <= _log.Capacity - _log.Count)
        {
            DeltaAttachment.Apply(path, _log, content.Records.Skip(_records));
        }
        else
        {
            int firstOrdinal = index.DeltaLog?.EndOrdinal ?? 0;
            _log = DeltaAttachment.Load(path, content, index, MinCapacity, firstOrdinal);
            index.DeltaLog = _log;
        }

        _issue = content.Header.Issue;
        _length = content.Length + content.TornBytes;
        _records = content.Records.Count;
        return true;
    }

    /// <summary>Compares header and length with what was read; true also if there is no file.</summary>
    private bool IsUnchanged(string path)
    {
        try
        {
            using IByteOwner file = files.OpenRead(path);
            int headerBytes = (int)Math.Min(file.Length, DeltaHeader.Bytes);
            DeltaHeader header = DeltaHeader.ParseAlone(path, file.Bytes.Slice(0, headerBytes));
            return file.Length == _length && header.Issue == _issue;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
    }
}
