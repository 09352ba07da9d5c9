using ProductSpace.Memory;
using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.VectorData.Collections;

/// <summary>
/// One open collection: the only one in this process for its folder, and the only writer of all processes. Writing is
/// one after another: a change is in the file of changes before a reader sees it. Readers wait for nobody. Safe for any
/// number of threads.
/// </summary>
internal sealed partial class CollectionHost : IDisposable
{
    private readonly CollectionFolder _folder;
    private readonly string _name;
    private readonly ProductSpaceStorageOptions _options;
    private readonly IDisposable _held;
    private readonly Lock _writing = new();
    private CollectionState _state;
    private Schema _schema;
    private ChangeWriter? _writer;
    private int _last;
    private volatile bool _isClosed;

    private CollectionHost(CollectionFolder folder, string name, ProductSpaceStorageOptions options, IDisposable held)
    {
        _folder = folder;
        _name = name;
        _options = options;
        _held = held;
        int number = folder.RecordsNumbers()[^1];
        RecordFile records = RecordFile.Open(folder.RecordsPath(number));
        _schema = records.Schema;
        _last = number;
        _state = new CollectionState(SealRun.Open(folder, records), new PendingChanges(records), number);
        try
        {
            Replay sink = new(this);
            foreach (int changes in folder.ChangesNumbers().Where(changes => changes >= number))
            {
                ChangeReader.Read(folder.ChangesPath(changes), changes, sink);
                _last = changes;
            }

            _state.Changes.Publish();
            folder.RemoveBefore(number);
        }
        catch
        {
            _state.Sealed.Dispose();
            throw;
        }
    }

    public bool IsClosed => _isClosed;

    public Schema Schema => Volatile.Read(ref _schema);

    /// <summary>Opens a collection, or creates an empty one.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">Its name.</param>
    /// <param name="columns">Columns of one that is created; null to open only.</param>
    /// <param name="options">How it is kept.</param>
    /// <exception cref="Microsoft.Extensions.VectorData.VectorStoreException">Another process has it open, or a file is
    /// damaged.</exception>
    public static CollectionHost Open(
        CollectionFolder folder, string name, IReadOnlyList<Column>? columns, ProductSpaceStorageOptions options)
    {
        if (columns is not null)
        {
            Directory.CreateDirectory(folder.Directory);
        }

        IDisposable held = SystemFiles.Instance.TryLock(folder.LockPath, $"process {Environment.ProcessId}")
            ?? throw StoreFault.Of(
                name,
                $"{folder.Directory}: {Holder(folder)} has this collection open; one process at a time can, so end "
                + "that one, or serve the queries from it");
        CollectionHost? host = null;
        try
        {
            if (columns is not null && !folder.Exists)
            {
                Schema schema = new(columns);
                RecordFileWriter.Write(
                    folder.RecordsPath(1),
                    schema,
                    [],
                    new RecordFileWriter.MadeIndex?[schema.Count],
                    CancellationToken.None);
                SystemFiles.Instance.FlushDirectory(Path.GetDirectoryName(folder.Directory)!);
            }

            host = new CollectionHost(folder, name, options, held);
            host.SealIfDue();
            return host;
        }
        finally
        {
            if (host is null)
            {
                held.Dispose();
            }
        }
    }

    /// <summary>Takes a look; dispose it soon.</summary>
    /// <exception cref="Microsoft.Extensions.VectorData.VectorStoreException">The collection is closed.</exception>
    public CollectionRead Read()
    {
        while (true)
        {
            CollectionState state = Volatile.Read(ref _state);
            if (state.Sealed.TryEnter())
            {
                PendingView view = state.Changes.View;
                return new CollectionRead(state, view, Schema);
            }

            ThrowIfClosed();
        }
    }

    /// <summary>Adds the columns that are missing.</summary>
    /// <exception cref="InvalidOperationException">A column of the name holds something else.</exception>
    public void EnsureColumns(IReadOnlyList<Column> columns)
    {
        if (Extended(columns, out _) == Schema)
        {
            return;
        }

        lock (_writing)
        {
            ThrowIfClosed();
            Schema extended = Extended(columns, out List<Column> added);
            if (added.Count > 0)
            {
                ChangeWriter writer = Writer();
                foreach (Column column in added)
                {
                    writer.AddColumn(column);
                }

                writer.WriteFrame(_options.FlushEachChange);
                Volatile.Write(ref _schema, extended);
            }
        }
    }

    /// <summary>
    /// Writes records, each with its values by the number of their column. When it returns, they are durable as the
    /// options say, and every later read sees them. A long batch that fails on the way may have been written in part.
    /// </summary>
    public void Upsert(IReadOnlyList<object?[]> records, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            ThrowIfClosed();
            PendingChanges changes = _state.Changes;
            Append(
                records.Count,
                (writer, record) => writer.AddRecord(_schema, records[record]),
                record => changes.Add(records[record][Schema.Key]!, records[record]),
                cancellationToken);
        }

        SealIfDue();
    }

    /// <summary>Deletes records; keys without one are ignored.</summary>
    public void Delete(IReadOnlyList<object> keys, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            ThrowIfClosed();
            PendingChanges changes = _state.Changes;
            object[] known = [.. keys.Where(changes.Exists)];
            Append(
                known.Length,
                (writer, key) => writer.AddDeletion(_schema, known[key]),
                key => changes.Add(known[key], values: null),
                cancellationToken);
        }

        SealIfDue();
    }

    public ProductSpaceCollectionStatus Status()
    {
        using CollectionRead read = Read();
        return new ProductSpaceCollectionStatus
        {
            Records = read.View.Records,
            SealedRecords = read.Sealed.Records.Count,
            Changes = read.View.Count,
            Number = Volatile.Read(ref _state).Number,
            IsSealing = IsSealing,
            SealFault = _sealFault,
        };
    }

    /// <summary>Waits for readers, ends a sealing under way, and closes all files. Nothing is lost by it.</summary>
    public void Dispose()
    {
        if (_options.SealOnDispose && !_isClosed)
        {
            SealAtEnd();
        }

        lock (_writing)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        EndSealing();
        _writer?.Dispose();
        _state.Sealed.Dispose();
        _held.Dispose();
    }

    private static string Holder(CollectionFolder folder) =>
        LockFile.HolderOf(folder.LockPath) is { Length: > 0 } holder ? holder : "another process";

    private Schema Extended(IReadOnlyList<Column> columns, out List<Column> added)
    {
        try
        {
            return Schema.With(columns, out added);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidOperationException($"collection \"{_name}\": {fault.Message}", fault);
        }
    }

    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw StoreFault.Of(_name, $"collection \"{_name}\" was closed or deleted; get it from the store again");
        }
    }

    /// <summary>
    /// Writes changes in frames; each is applied once it is written. Readers see all of them at the end, or those that
    /// were written before a failure. Call it under the lock of writing.
    /// </summary>
    private void Append(
        int count, Action<ChangeWriter, int> write, Action<int> apply, CancellationToken cancellationToken)
    {
        ChangeWriter writer = Writer();
        int applied = 0;
        try
        {
            for (int change = 0; change < count; change++)
            {
                write(writer, change);
                if (change < count - 1 && writer.Pending < ChangeLayout.FullFrameBytes)
                {
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                writer.WriteFrame(_options.FlushEachChange);
                for (; applied <= change; applied++)
                {
                    apply(applied);
                }
            }
        }
        finally
        {
            writer.Forget();
            if (applied > 0)
            {
                _state.Changes.Publish();
            }
        }
    }

    /// <summary>The file of changes to write to, a new one after an opening, a sealing or a failure.</summary>
    private ChangeWriter Writer()
    {
        if (_writer is { IsBroken: true })
        {
            _writer.Dispose();
            _writer = null;
        }

        return _writer ??= ChangeWriter.Create(_folder.ChangesPath(_last + 1), ++_last);
    }

    /// <summary>Applies what files of changes say when the collection is opened.</summary>
    private sealed class Replay(CollectionHost host) : IChangeSink
    {
        public Schema Schema => host._schema;

        public void AddColumn(Column column) => host._schema = host._schema.With([column], out _);

        public void Add(object key, object?[]? values) => host._state.Changes.Add(key, values);
    }
}
