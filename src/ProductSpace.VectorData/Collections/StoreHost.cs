using ProductSpace.VectorData.Records;

namespace ProductSpace.VectorData.Collections;

/// <summary>
/// The open collections of one folder, shared by all stores and collections of this process that name it. Counted: what
/// the last of them leaves is closed. Thread-safe.
/// </summary>
internal sealed class StoreHost
{
    private static readonly Lock s_taking = new();
    private static readonly Dictionary<string, StoreHost> s_hosts = new(StringComparer.Ordinal);

    private readonly ProductSpaceStorageOptions _options;
    private readonly Lock _opening = new();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, CollectionHost> _open =
        new(StringComparer.Ordinal);

    private int _users;
    private volatile bool _isClosed;

    private StoreHost(string directory, ProductSpaceStorageOptions options)
    {
        Directory = directory;
        _options = options;
    }

    public string Directory { get; }

    /// <summary>Takes the host of a folder; <see cref="Release"/> must follow.</summary>
    public static StoreHost Take(string directory, ProductSpaceStorageOptions options)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        lock (s_taking)
        {
            if (!s_hosts.TryGetValue(full, out StoreHost? host))
            {
                host = new StoreHost(full, options);
                s_hosts.Add(full, host);
            }

            host._users++;
            return host;
        }
    }

    /// <summary>Closes what is open once nobody uses the folder.</summary>
    public void Release()
    {
        lock (s_taking)
        {
            if (--_users > 0)
            {
                return;
            }

            // Closed before another can be taken for the folder, since one process at a time can have it open.
            s_hosts.Remove(Directory);
            Close();
        }
    }

    public bool Exists(string name) => FolderOf(name).Exists;

    public IEnumerable<string> Names() => CollectionFolder.NamesIn(Directory);

    /// <summary>Returns an open collection, opening it first where needed.</summary>
    /// <exception cref="Microsoft.Extensions.VectorData.VectorStoreException">There is none, it is damaged, or another
    /// process has it open.</exception>
    public CollectionHost Get(string name)
    {
        if (_open.TryGetValue(name, out CollectionHost? host) && !host.IsClosed)
        {
            return host;
        }

        return Open(name, columns: null);
    }

    /// <summary>Creates a collection with these columns, or adds those that it lacks.</summary>
    public void Ensure(string name, IReadOnlyList<Column> columns) => Open(name, columns).EnsureColumns(columns);

    /// <summary>Deletes a collection; one that does not exist is deleted already.</summary>
    public void Delete(string name)
    {
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_open.TryRemove(name, out CollectionHost? host))
            {
                host.Dispose();
            }

            CollectionFolder folder = FolderOf(name);
            if (folder.Exists)
            {
                folder.Delete();
            }

            CollectionFolder.RemoveDeleted(Directory);
        }
    }

    private void Close()
    {
        lock (_opening)
        {
            _isClosed = true;
            foreach (CollectionHost host in _open.Values)
            {
                host.Dispose();
            }

            _open.Clear();
        }
    }

    private CollectionFolder FolderOf(string name) => new(Path.Combine(Directory, name));

    private CollectionHost Open(string name, IReadOnlyList<Column>? columns)
    {
        lock (_opening)
        {
            // Opened again, it would hold the folder, and nobody would close it.
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_open.TryGetValue(name, out CollectionHost? known) && !known.IsClosed)
            {
                return known;
            }

            CollectionFolder folder = FolderOf(name);
            if (columns is null && !folder.Exists)
            {
                throw StoreFault.Of(
                    name,
                    $"collection \"{name}\" does not exist in {Directory}; call EnsureCollectionExistsAsync first");
            }

            CollectionHost host = CollectionHost.Open(folder, name, columns, _options);
            _open[name] = host;
            return host;
        }
    }
}
