using System.Buffers;
using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;

namespace ProductSpace.Generations;

/// <summary>Writes a record into memory and behind the file's last one, in the same order.</summary>
public sealed partial class ProductDelta
{
    private const int MaxKeptBytes = 1 << 18;

    /// <summary>Payload of this thread's present write.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_payload;

    private static DeltaRecord RecordOf(DeltaKind kind, string id, DeltaChange change)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new DeltaRecord
        {
            Kind = kind,
            Id = id,
            Category = change.Category,
            Price = change.Price,
            InStock = change.InStock,
            FirstSeen = change.FirstSeen?.ToUnixTimeMilliseconds(),
            Facets = [.. change.Facets],
            Numbers = [.. change.Numbers],
            Payload = [.. change.Payload],
        };
    }

    private bool Write(DeltaRecord record)
    {
        DeltaOutcome outcome = TryWrite(record);
        if (outcome == DeltaOutcome.Full && IsHalfDead())
        {
            Compact();
            outcome = TryWrite(record);
        }

        return outcome != DeltaOutcome.Full
            ? outcome == DeltaOutcome.Applied
            : throw new DeltaException(
                DeltaProblem.Full,
                $"{_path}: all {_log.Capacity} versions are in use; build a new snapshot with this delta, "
                + "or open it with more capacity");
    }

    private DeltaOutcome TryWrite(DeltaRecord record)
    {
        // Before the lock: writers take turns only for the log and the place in the file.
        ArrayBufferWriter<byte> payload = t_payload ??= new ArrayBufferWriter<byte>(1024);
        if (payload.Capacity > MaxKeptBytes)
        {
            payload = t_payload = new ArrayBufferWriter<byte>(1024);
        }

        payload.ResetWrittenCount();
        DeltaCodec.WritePayload(payload, record);
        lock (_gate)
        {
            ThrowIfClosed();
            if (_isPoisoned)
            {
                throw new DeltaException(
                    DeltaProblem.NotWritable,
                    $"{_path}: the device refused the last writes ({_lastFault}); make room and call Flush");
            }

            if (_log.FindFault(record) is string fault)
            {
                throw new ArgumentException(fault, nameof(record));
            }

            // The log reads ids and columns of the base: not after it was unmapped.
            _index.Enter();
            try
            {
                DeltaOutcome outcome = _log.Apply(record);
                if (outcome == DeltaOutcome.Applied)
                {
                    _file.Append(record.Kind, payload.WrittenSpan);
                    _written++;
                }

                return outcome;
            }
            finally
            {
                _index.Exit();
            }
        }
    }

    private bool IsHalfDead()
    {
        // Another thread may have compacted since, and write to the result.
        lock (_gate)
        {
            return LiveRecords().Count <= _log.Capacity / 2;
        }
    }

    private float[]? MeanOf(List<int> ordinals, Space space)
    {
        // Lengths do not count under cosine.
        bool isDot = (space == Space.Next ? _index.Info.NextSimilarity : _index.Info.Similarity) == Similarity.Dot;
        float[] mean = new float[_index.Dimension];
        float[] vector = new float[_index.Dimension];
        foreach (int ordinal in ordinals)
        {
            float length = _index.GetVector(ordinal, vector, space);
            float weight = isDot ? length / ordinals.Count : 1;
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += weight * vector[i];
            }
        }

        return mean.AsSpan().IndexOfAnyExcept(0f) < 0 ? null : mean;
    }
}
