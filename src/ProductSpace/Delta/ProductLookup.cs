using System.Text;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Delta;

/// <summary>Finds products by their ids: those of a delta first, then those of the base. Allocates nothing.</summary>
internal static class ProductLookup
{
    /// <summary>Bytes on the stack for an id of the usual length.</summary>
    private const int UsualBytes = 512;

    public static bool TryFind(ProductColumns columns, DeltaView delta, ReadOnlySpan<char> id, out int ordinal)
    {
        if (id.Length * 3L > UsualBytes)
        {
            return TryFindLong(columns, delta, id, out ordinal);
        }

        Span<byte> text = stackalloc byte[UsualBytes];
        return TryFind(columns, delta, text[..Encoding.UTF8.GetBytes(id, text)], out ordinal);
    }

    private static bool TryFindLong(ProductColumns columns, DeltaView delta, ReadOnlySpan<char> id, out int ordinal)
    {
        if (id.Length > ProductIdTable.MaxIdBytes || Encoding.UTF8.GetByteCount(id) > ProductIdTable.MaxIdBytes)
        {
            ordinal = -1;
            return false;
        }

        Span<byte> text = stackalloc byte[ProductIdTable.MaxIdBytes];
        return TryFind(columns, delta, text[..Encoding.UTF8.GetBytes(id, text)], out ordinal);
    }

    private static bool TryFind(ProductColumns columns, DeltaView delta, ReadOnlySpan<byte> id, out int ordinal)
    {
        if (delta.Log is not DeltaLog log)
        {
            return columns.Ids.TryFind(id, out ordinal);
        }

        ordinal = log.Find(id, delta.Versions);
        return ordinal >= 0;
    }
}
