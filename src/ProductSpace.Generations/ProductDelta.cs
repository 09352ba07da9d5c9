using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Generations;

/// <summary>
/// Changes over an immutable snapshot: new products, other vectors, prices, stock, categories and facets, removals. The
/// next search of this process sees a write wholly or not at all; a write is durable when a <see cref="Flush"/> after
/// it has returned. Any number of threads may write and flush: writes are ordered, and flushes at the same time share
/// one. One object writes to a file at a time.
/// </summary>
/// <example><code>
/// using ProductIndex index = ProductIndex.Open("catalog.psx");
/// using ProductDelta delta = ProductDelta.Open("catalog.psd", index);
/// delta.Upsert(new DeltaProduct { Id = "boot-7", Vector = vector, Category = "shoes/boots", Price = 89_90 });
/// delta.Set("boot-3", new DeltaChange { InStock = false });
/// delta.Flush();
/// </code></example>
/// <remarks>
/// A flush that fails poisons the file: it is closed, a new one takes its name with everything the delta says, and <see
/// cref="Status"/> reports it. Only if that fails too, the flush throws, and writes are refused until one succeeds.
/// </remarks>
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

    /// <summary>State of the delta.</summary>
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
                    Hidden = now.Gone,
                    FileBytes = _file.Length,
                    Issue = _file.Header.Issue,
                    Pending = _written - _durable,
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

    /// <summary>Why something of an older generation's delta could not be taken over; null if all of it was.</summary>
    internal string? CarryFault { get; private set; }

    /// <summary>
    /// Whether answers go on with this delta after it is closed, until its owner reads the file again.
    /// </summary>
    internal bool StaysAttached { get; set; }

    /// <summary>Versions of products in use.</summary>
    public int Count => _log.Count;

    /// <summary>Most versions of products.</summary>
    public int Capacity => _log.Capacity;

    /// <summary>Whether it is time to compact, or else to build: 80 % of the capacity is used.</summary>
    public bool ShouldRebuild => Status.ShouldRebuild;

    /// <summary>
    /// Opens the delta of an index, or starts one, and attaches it: answers of the index are merged with it until it is
    /// disposed. A tail that a crash tore is cut and reported in <see cref="Status"/>.
    /// </summary>
    /// <param name="path">The .psd file; a lock file with ".lock" behind its name stands beside it.</param>
    /// <param name="index">The snapshot that the file belongs to; it must stay open as long as the delta.</param>
    /// <param name="options">Capacity.</param>
    /// <exception cref="DeltaException">
    /// The file is damaged, of another snapshot, of a newer version, held by another writer, or holds more than the
    /// capacity.
    /// </exception>
    /// <exception cref="IOException">The device refuses to write the file.</exception>
    public static ProductDelta Open(string path, ProductIndex index, DeltaOptions? options = null) =>
        Open(path, index, options, SystemFiles.Instance);

    /// <summary>
    /// Attaches the present content of a delta file to an index, for reading only. Writes nothing and takes no lock.
    /// Returns false if there is no such file.
    /// </summary>
    /// <exception cref="DeltaException">The file is damaged, of another snapshot, or of a newer version.</exception>
    public static bool Attach(string path, ProductIndex index)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(index);
        if (DeltaAttachment.Read(path, index, DeltaLog.MinCapacity, SystemFiles.Instance)
            is not (DeltaLog log, _))
        {
            return false;
        }

        index.DeltaLog = log;
        return true;
    }

    /// <summary>Adds a product, or gives a known one another vector and the attributes that are set.</summary>
    /// <exception cref="ArgumentException">
    /// The vector or a name does not fit the snapshot; the message says which.
    /// </exception>
    /// <exception cref="DeltaException">The capacity is used up, or the delta cannot be written to.</exception>
    public void Upsert(DeltaProduct product)
    {
        ArgumentNullException.ThrowIfNull(product);
        Write(RecordOf(DeltaKind.Upsert, product.Id, product) with
        {
            Vector = product.Vector.ToArray(),
            NextVector = product.NextVector.IsEmpty ? null : product.NextVector.ToArray(),
        });
    }

    /// <summary>Adds a product that nobody has viewed yet, with the mean vectors of similar products.</summary>
    /// <param name="id">Id of the new product.</param>
    /// <param name="like">Ids of known products, at least one; unknown ones are left out.</param>
    /// <param name="attributes">Attributes of the new product.</param>
    /// <exception cref="ArgumentException">None of the products is known, or their mean is zero.</exception>
    /// <exception cref="DeltaException">See <see cref="Upsert"/>.</exception>
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
            Vector = vector ?? throw new ArgumentException(
                "none of the products that it should be like is known, or their mean is zero; "
                + "name products of the shop",
                nameof(like)),
            NextVector = _index.HasNext ? MeanOf(ordinals, Space.Next) : null,
        });
    }

    /// <summary>Changes attributes of a product; returns false if there is no such product.</summary>
    /// <exception cref="ArgumentException">A name does not fit the snapshot.</exception>
    /// <exception cref="DeltaException">See <see cref="Upsert"/>.</exception>
    public bool Set(string id, DeltaChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Write(RecordOf(DeltaKind.Set, id, change));
    }

    /// <summary>Removes a product; returns false if there is no such product.</summary>
    /// <exception cref="DeltaException">See <see cref="Upsert"/>.</exception>
    public bool Remove(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Write(new DeltaRecord { Kind = DeltaKind.Remove, Id = id });
    }

    /// <summary>Returns when everything that was written before the call is on the device.</summary>
    /// <exception cref="DeltaException">The device refuses the file and a new one in its place.</exception>
    public void Flush()
    {
        long target = Written();
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

    /// <summary>
    /// Flushes like <see cref="Flush"/>, without blocking the caller's thread while another flush runs.
    /// </summary>
    /// <exception cref="DeltaException">The device refuses the file and a new one in its place.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        long target = Written();
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
    /// Drops dead versions, in memory and in the file, and flushes. Products with vectors of their own get new
    /// ordinals; the old ones are refused from then on, and never reused.
    /// </summary>
    /// <exception cref="IOException">The device refuses; the delta is as it was.</exception>
    public void Compact()
    {
        _flushing.Wait();
        try
        {
            lock (_gate)
            {
                ThrowIfClosed();
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
    /// <exception cref="DeltaException">The last writes could not be flushed.</exception>
    public void Dispose()
    {
        _flushing.Wait();
        try
        {
            if (!_isClosed)
            {
                FlushHeld(Written());
                Finish();
            }
        }
        finally
        {
            Close();
            _flushing.Release();
        }
    }

    /// <summary>Returns the bytes that the next flush would write; for tests of what a crash leaves.</summary>
    internal byte[] Pending()
    {
        lock (_gate)
        {
            return _file.Pending.ToArray();
        }
    }

    /// <summary>Ends like a killed process: flushes nothing.</summary>
    internal void Abandon() => Close();
}
