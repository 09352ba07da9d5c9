using ProductSpace.Delta;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// Brings the writes of a file into memory, over the snapshot that they were made for or over a newer one.
/// </summary>
internal static class DeltaAttachment
{
    /// <summary>
    /// Returns a delta with the writes of a file over the file's own snapshot; null if there is no file.
    /// </summary>
    /// <exception cref="DeltaException">
    /// The file is damaged, of another snapshot, or holds more than the capacity.
    /// </exception>
    public static (DeltaLog Log, DeltaContent Content)? Read(
        string path, ProductIndex index, int capacity, IFileOperations files, int firstOrdinal = 0)
    {
        return DeltaContent.Read(path, files) is DeltaContent content
            ? (Load(path, content, index, capacity, firstOrdinal), content)
            : null;
    }

    /// <summary>Returns a delta with the writes that were read from the file of a snapshot's delta.</summary>
    /// <exception cref="DeltaException">
    /// The writes are of another snapshot, are damaged, or are more than the capacity.
    /// </exception>
    public static DeltaLog Load(
        string path, DeltaContent content, ProductIndex index, int capacity, int firstOrdinal = 0)
    {
        if (content.Header.Base != index.Header.ContentHash || content.Header.Dimension != index.Dimension)
        {
            throw new DeltaException(
                DeltaProblem.OtherBase,
                $"{path}: belongs to another snapshot (content {content.Header.Base:x32}) than {index.Info.Path} "
                + $"({index.Header.ContentHash:x32}); open it with its own, or move it away");
        }

        DeltaLog log = index.NewDelta(CapacityFor(content, capacity), firstOrdinal);
        Apply(path, log, content.Records);
        return log;
    }

    public static void Apply(string path, DeltaLog log, IEnumerable<DeltaRecord> records)
    {
        foreach (DeltaRecord record in records)
        {
            if (log.FindFault(record) is string fault)
            {
                throw DeltaHeader.Damaged(path, $"holds what no writer writes: {fault}");
            }

            if (log.Replay(record) == DeltaOutcome.Full)
            {
                throw new DeltaException(
                    DeltaProblem.Full,
                    $"{path}: holds more than {log.Capacity} versions; open it with more capacity, or build with it");
            }
        }
    }

    /// <summary>
    /// Applies writes that were made over an older snapshot: drops what the new one already holds, and leaves out
    /// payload columns, spaces and vectors that it does not have. What is said of a product that it lacks waits for the
    /// product.
    /// </summary>
    public static CarriedChanges Carry(ProductIndex index, DeltaLog log, IEnumerable<DeltaRecord> records)
    {
        CarriedChanges carried = default;
        foreach (DeltaRecord record in records)
        {
            DeltaRecord fitting = log.WithoutMisfits(index.HasNext ? record : record with { NextVector = null });
            if (log.FindFault(fitting) is not null)
            {
                // A vector of another dimension, of a product that may still be sold out.
                fitting = fitting with { Kind = DeltaKind.Set, Vector = null, NextVector = null };
                if (record.Vector is not null && !log.Has(record.Id))
                {
                    carried = carried with { Misfits = carried.Misfits + 1, Example = carried.Example ?? record.Id };
                }
            }

            if (log.FindFault(fitting) is not null || (record.Kind != DeltaKind.Remove && log.IsKnown(fitting)))
            {
                continue;
            }

            carried = carried with { Carried = carried.Carried + 1 };
            if (log.Replay(fitting) == DeltaOutcome.Full)
            {
                throw new DeltaException(
                    DeltaProblem.Full,
                    $"{index.Info.Path}: the delta of the generation before has more changes than {log.Capacity} "
                    + "versions hold; build with it, or open it with more capacity");
            }
        }

        return carried;
    }

    /// <summary>Returns a capacity that holds what is in the file, within the bounds of a delta.</summary>
    private static int CapacityFor(DeltaContent content, int capacity) => (int)Math.Clamp(
        Math.Max(capacity, 2L * content.Records.Count), DeltaLog.MinCapacity, DeltaLog.MaxCapacity);
}
