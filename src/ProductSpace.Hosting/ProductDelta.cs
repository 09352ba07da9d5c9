using ProductSpace.Delta;
using ProductSpace.Hosting.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Hosting;

/// <summary>
/// Changes to a snapshot that never changes: new products, other vectors, prices, stock, categories and facets, removals. A
/// write shows in the next search of this process, wholly or not at all; it is durable when a <see cref="Flush"/> after it
/// has returned. Any number of threads may write and flush: writes are ordered, and flushes at the same time share one. One
/// object writes to a file at a time.
/// </summary>
/// <example><code>
/// using ProductIndex index = ProductIndex.Open("catalog.psx");
/// using ProductDelta delta = ProductDelta.Open("catalog.psd", index);
/// delta.Upsert(new DeltaProduct { Id = "boot-7", Vector = vector, Category = "shoes/boots", Price = 89_90 });
/// delta.Set("boot-3", new DeltaChange { InStock = false });
/// delta.Flush();
/// </code></example>
/// <remarks>A flush that fails poisons the file: it is closed, a new one takes its name with all that the delta says, and
/// <see cref="Status"/> tells of it. Only if that fails too does the flush throw, and writes are refused until one succeeds.</remarks>
public sealed partial class ProductDelta : IDisposable
{
    private readonly IFileOperations _files;
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private ProductIndex _index;
    private string _path;
    private IDisposable _held;
    private DeltaLog _log;
    private DeltaFile _file;
    private long _written;
    private long _durable;
    private long _tornBytes;
    private int _rotations;
    private string? _lastFault;
    private bool _isPoisoned;
    private bool _isClosed;

    private ProductDelta(string path, ProductIndex index, int capacity, IFileOperations files)
    {
        _files = files;
        _index = index;
        _path = Path.GetFullPath(path);
        _capacity = capacity;
        _held = Hold(_path, files);
        try
        {
            (DeltaLog Log, DeltaContent Content)? there = DeltaAttachment.Read(_path, index, capacity, files, FirstOrdinal(index));
            _log = index.NewDelta(capacity, FirstOrdinal(index));
            IReadOnlyList<DeltaRecord> living = there?.Log.Living() ?? [];
            DeltaAttachment.Apply(_path, _log, living);
            _tornBytes = there?.Content.TornBytes ?? 0;
            _file = DeltaFile.Create(_path, files, index.Header.ContentHash, index.Dimension, 1 + (there?.Content.Header.Issue ?? 0), living);
            index.DeltaLog = _log;
        }
        catch
        {
            _held.Dispose();
            throw;
        }
    }

    /// <summary>How it stands now.</summary>
    public DeltaStatus Status
    {
        get
        {
            lock (_gate)
            {
                DeltaView now = _log.Now(0);
                return new DeltaStatus
                {
                    Path = _path,
                    Used = _log.Count,
                    Capacity = _log.Capacity,
                    Products = now.Living,
                    Gone = now.Gone,
                    FileBytes = _file.Length,
                    Issue = _file.Header.Issue,
                    Waiting = _written - _durable,
                    TornBytes = _tornBytes,
                    Rotations = _rotations,
                    LastFault = _lastFault,
                };
            }
        }
    }

    internal bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _isClosed;
            }
        }
    }

    /// <summary>Versions of products in use.</summary>
    public int Count => _log.Count;

    /// <summary>Versions that there is room for.</summary>
    public int Capacity => _log.Capacity;

    /// <summary>Whether it is time to compact, or else to build: 80 % of the room is used.</summary>
    public bool ShouldRebuild => Status.ShouldRebuild;

    /// <summary>
    /// Opens the delta of an index, or begins one, and attaches it: answers of the index are merged with it until it is
    /// disposed. A tail that a crash tore off is cut and reported in <see cref="Status"/>.
    /// </summary>
    /// <param name="path">The .psd file; a file with ".lock" behind its name stands beside it.</param>
    /// <param name="index">The snapshot that the file belongs to; it must stay open for as long as the delta is.</param>
    /// <param name="options">Capacity.</param>
    /// <exception cref="DeltaException">it is damaged, of another snapshot, of a newer version, held by another writer, or holds more than the capacity.</exception>
    /// <exception cref="IOException">the device refuses to write the file.</exception>
    public static ProductDelta Open(string path, ProductIndex index, DeltaOptions? options = null) => Open(path, index, options, SystemFiles.Instance);

    /// <summary>
    /// Attaches the delta of an index for reading only: what is in the file now. Nothing is written, no lock is taken.
    /// Returns false where there is no such file.
    /// </summary>
    /// <exception cref="DeltaException">it is damaged, of another snapshot, or of a newer version.</exception>
    public static bool Attach(string path, ProductIndex index)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(index);
        if (DeltaAttachment.Read(path, index, DeltaLog.MinCapacity, SystemFiles.Instance) is not (DeltaLog log, _))
        {
            return false;
        }

        index.DeltaLog = log;
        return true;
    }

    internal static ProductDelta Open(string path, ProductIndex index, DeltaOptions? options, IFileOperations files)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(index);
        return new ProductDelta(path, index, (options ?? new DeltaOptions()).Capacity, files);
    }

    /// <summary>Brings a product, or gives a known one another vector and the attributes that are said.</summary>
    /// <exception cref="ArgumentException">the vector or a name does not fit the snapshot; the message says which.</exception>
    /// <exception cref="DeltaException">there is no room, or it cannot be written to.</exception>
    public void Upsert(DeltaProduct product)
    {
        ArgumentNullException.ThrowIfNull(product);
        Write(RecordOf(DeltaKind.Upsert, product.Id, product) with
        {
            Vector = product.Vector.ToArray(),
            NextVector = product.NextVector.IsEmpty ? null : product.NextVector.ToArray(),
        });
    }

    /// <summary>Brings a product that nobody has viewed yet: its vectors are the means of those of products like it.</summary>
    /// <param name="id">The new product.</param>
    /// <param name="like">Ids of known products, at least one; unknown ones are left out.</param>
    /// <param name="attributes">What is known of it.</param>
    /// <exception cref="ArgumentException">none of the products is known, or their mean is zero.</exception>
    /// <exception cref="DeltaException">as <see cref="Upsert"/>.</exception>
    public void UpsertLike(string id, IEnumerable<string> like, DeltaChange? attributes = null)
    {
        ArgumentNullException.ThrowIfNull(like);
        List<int> ordinals = [];
        foreach (string other in like)
        {
            if (_index.TryGetOrdinal(other, out int ordinal))
            {
                ordinals.Add(ordinal);
            }
        }

        float[]? vector = MeanOf(ordinals, Space.Similar);
        Write(RecordOf(DeltaKind.Upsert, id, attributes ?? new DeltaChange()) with
        {
            Vector = vector ?? throw new ArgumentException("none of the products that it should be like is known, or their mean is zero; name products of the shop", nameof(like)),
            NextVector = _index.HasNext ? MeanOf(ordinals, Space.Next) : null,
        });
    }

    /// <summary>Changes attributes of a product; false where there is no such product.</summary>
    /// <exception cref="ArgumentException">a name does not fit the snapshot.</exception>
    /// <exception cref="DeltaException">as <see cref="Upsert"/>.</exception>
    public bool Set(string id, DeltaChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Write(RecordOf(DeltaKind.Set, id, change));
    }

    /// <summary>Takes a product away; false where there is no such product.</summary>
    /// <exception cref="DeltaException">as <see cref="Upsert"/>.</exception>
    public bool Remove(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Write(new DeltaRecord { Kind = DeltaKind.Remove, Id = id });
    }

    /// <summary>Returns when everything that was written before the call is on the device.</summary>
    /// <exception cref="DeltaException">the device refuses the file and a new one in its place.</exception>
    public void Flush()
    {
        long target = Target();
        _flushing.Wait();
        try
        {
            FlushHeld(target);
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>As <see cref="Flush"/>, without holding the caller's thread while another flush runs.</summary>
    /// <exception cref="DeltaException">the device refuses the file and a new one in its place.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        long target = Target();
        await _flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Interlocked.Read(ref _durable) < target)
            {
                await Task.Run(() => FlushHeld(target), CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>
    /// Drops versions that are dead, in memory and in the file, and flushes. Products with vectors of their own get new
    /// ordinals; the old ones are refused from then on, never given again.
    /// </summary>
    /// <exception cref="IOException">the device refuses; the delta is as it was.</exception>
    public void Compact()
    {
        _flushing.Wait();
        try
        {
            lock (_gate)
            {
                RefuseClosed();
                _index.Enter();
                try
                {
                    DeltaLog compacted = _index.NewDelta(_capacity, _log.EndOrdinal);
                    List<DeltaRecord> living = _log.Living();
                    DeltaAttachment.Apply(_path, compacted, living);
                    Rewrite(living);
                    _log = compacted;
                    _index.DeltaLog = compacted;
                }
                finally
                {
                    _index.Exit();
                }
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Flushes, closes the file and detaches from the index.</summary>
    /// <exception cref="DeltaException">the last writes could not be flushed.</exception>
    public void Dispose()
    {
        _flushing.Wait();
        try
        {
            if (!_isClosed)
            {
                FlushHeld(Target());
                Finish();
            }
        }
        finally
        {
            Close();
            _flushing.Release();
        }
    }

    /// <summary>Bytes that the next flush would write; for tests of what a crash leaves.</summary>
    internal byte[] Pending()
    {
        lock (_gate)
        {
            return _file.Pending.ToArray();
        }
    }

    /// <summary>Ends as a killed process does: nothing is flushed.</summary>
    internal void Abandon() => Close();

    /// <summary>
    /// Goes on over another snapshot, before that answers: first what a delta beside it says, then what this one does, except
    /// what the snapshot already holds. The file beside the old snapshot stays as it is.
    /// </summary>
    internal void MoveTo(ProductIndex index, string path)
    {
        _flushing.Wait();
        try
        {
            lock (_gate)
            {
                RefuseClosed();
                string full = Path.GetFullPath(path);
                IDisposable held = Hold(full, _files);
                try
                {
                    DeltaLog log = index.NewDelta(_capacity);
                    DeltaContent? beside = DeltaContent.Read(full, _files);
                    DeltaAttachment.Carry(index, log, beside is null ? [] : beside.Records.Where(record => !_log.DeterminesAllOf(record.Id)));
                    DeltaAttachment.Carry(index, log, Living());
                    long issue = beside?.Header.Issue ?? 0;
                    DeltaFile file = DeltaFile.Create(full, _files, index.Header.ContentHash, index.Dimension, issue + 1, log.Living());
                    Take(file);
                    (_held, held) = (held, _held);
                    (_index, _path, _log) = (index, full, log);
                    index.DeltaLog = log;
                }
                finally
                {
                    held.Dispose();
                }
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Ordinals of a delta that was attached before are not given again.</summary>
    private static int FirstOrdinal(ProductIndex index) => index.DeltaLog?.EndOrdinal ?? 0;

    private static IDisposable Hold(string path, IFileOperations files)
    {
        string lockPath = path + ".lock";
        return files.TryLock(lockPath, $"process {Environment.ProcessId}")
            ?? throw new DeltaException(DeltaProblem.Held, $"{path}: {(LockFile.HolderOf(lockPath) is { Length: > 0 } holder ? holder : "another writer")} writes to it now; end that first");
    }

    private void RefuseClosed()
    {
        if (_isClosed)
        {
            throw new DeltaException(DeltaProblem.ReadOnly, $"{_path}: this delta is closed; open it again");
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            _file.Dispose();
            _held.Dispose();
            if (_index.DeltaLog == _log)
            {
                _index.DeltaLog = null;
            }
        }
    }
}
