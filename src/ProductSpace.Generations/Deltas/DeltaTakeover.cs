using ProductSpace.Delta;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// Takes over what the newest delta of a folder says, onto the snapshot of another generation: first what that
/// generation's own delta said when it was current before, then what the newest one says.
/// </summary>
internal static class DeltaTakeover
{
    /// <summary>Tries at taking a lock whose holder another took the turn from.</summary>
    private const int MaxTries = 16;

    /// <summary>
    /// Holds the newest delta while it is taken over, so that nobody writes to it or takes it over meanwhile.
    /// </summary>
    /// <param name="path">Delta that is opened for writing; the caller holds its lock.</param>
    /// <param name="files">The file system.</param>
    /// <param name="hold">Takes the lock of a delta, or throws.</param>
    /// <returns>What was found, and the lock; no lock if the delta itself is the newest.</returns>
    public static (NewestDelta Found, IDisposable? Held) Hold(
        string path, IFileOperations files, Func<string, IDisposable> hold)
    {
        for (int i = 0; i < MaxTries; i++)
        {
            NewestDelta found = NewestDelta.Find(path, files);
            if (!found.IsElsewhere)
            {
                return (found, null);
            }

            IDisposable held = hold(found.Newest!.Path);
            try
            {
                if (NewestDelta.Find(path, files).Newest?.Path == found.Newest.Path)
                {
                    (IDisposable taken, held) = (held, Nothing.Instance);
                    return (found, taken);
                }
            }
            finally
            {
                held.Dispose();
            }
        }

        throw new DeltaException(DeltaProblem.Held, $"{path}: other writers take turns with it; end them first");
    }

    /// <summary>Returns a delta with what own and newest say, and what could not be carried.</summary>
    /// <exception cref="DeltaException">A delta is damaged, or has more changes than fit into any.</exception>
    public static (DeltaLog Log, CarriedChanges Carried) Read(
        ProductIndex index, NewestDelta found, int capacity, int firstOrdinal, IFileOperations files)
    {
        DeltaContent newest = DeltaContent.Read(found.Newest!.Path, files) ?? throw Gone(found.Newest.Path);
        DeltaContent? own = found.Own is null ? null : DeltaContent.Read(found.Own.Path, files);
        long records = newest.Records.Count + (own?.Records.Count ?? 0L);
        int room = (int)Math.Clamp(Math.Max(capacity, 2 * records), DeltaLog.MinCapacity, DeltaLog.MaxCapacity);
        DeltaLog log = index.NewDelta(room, firstOrdinal);
        if (own is not null)
        {
            HashSet<string> fresh = MadeBy(found.Newest.Path, newest, files);
            DeltaAttachment.Carry(index, log, own.Records.Where(record => !fresh.Contains(record.Id)));
        }

        return (log, DeltaAttachment.Carry(index, log, newest.Records));
    }

    /// <summary>
    /// Returns products that the newest delta alone determines: what an older delta says of them is of a former life.
    /// </summary>
    private static HashSet<string> MadeBy(string path, DeltaContent content, IFileOperations files)
    {
        HashSet<string> fresh = new(
            ProductChanges.Of(path, content.Records).Where(product => product.IsFresh).Select(product => product.Id),
            StringComparer.Ordinal);
        string snapshot = Path.ChangeExtension(path, ".psx");
        try
        {
            using ProductIndex index = ProductIndex.Open(files.OpenRead(snapshot), snapshot, OpenMode.Quick);
            if (index.Header.ContentHash == content.Header.Base)
            {
                DeltaLog log = DeltaAttachment.Load(path, content, index, DeltaLog.MinCapacity);
                fresh.UnionWith(content.Records.Select(record => record.Id).Where(log.DeterminesAllOf));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Without its snapshot, which may be pruned, the delta itself says the most.
        }

        return fresh;
    }

    private static FileNotFoundException Gone(string path) => new($"{path}: was removed while it was read", path);

    private sealed class Nothing : IDisposable
    {
        public static Nothing Instance { get; } = new();

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
