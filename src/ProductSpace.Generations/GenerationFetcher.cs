using ProductSpace.Generations.Folders;
using ProductSpace.Generations.Shipping;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations;

/// <summary>
/// Brings the current generation of a folder elsewhere, by path or behind a server of plain files, into a <see
/// cref="GenerationFolder"/> here. Sections that a generation here holds already are not fetched again; each section is
/// compared with the hash of the table as it comes; the whole is verified and published like any other snapshot. A run
/// that is cut, cancelled or killed leaves a hidden file, `.incoming-CONTENT.part`, with what came so far, and the next
/// run goes on from there. Methods may be called from any thread; one process fetches into a folder at a time.
/// </summary>
/// <remarks>
/// XXH3 finds damage, not forgery: across networks use https, and a source that you trust. A hostile source can make a
/// fetch fail or slow, or bring another sound snapshot; it cannot write anything but these files, nor more bytes than
/// it announced, nor get anything published that verification refuses.
/// </remarks>
public sealed partial class GenerationFetcher
{
    private const string PartStart = ".incoming-";
    private const string PartEnd = ".part";

    private static readonly Lazy<HttpClient> s_client = new(HttpSource.NewClient);

    private readonly ISnapshotSource _source;
    private readonly GenerationFolder _target;
    private readonly FetchOptions _options;
    private readonly IFileOperations _files;

    /// <summary>Names source and target. Opens nothing.</summary>
    /// <param name="source">
    /// A folder of generations: a path, or the folder's address, which begins with http:// or https://.
    /// </param>
    /// <param name="directory">The folder to publish into; it must exist when a generation is fetched.</param>
    /// <param name="options">Limits on size, retries and waiting.</param>
    /// <exception cref="ArgumentException">The address is invalid, or holds a user name.</exception>
    public GenerationFetcher(string source, string directory, FetchOptions? options = null)
        : this(SourceOf(source, options ??= new FetchOptions()), directory, options, SystemFiles.Instance)
    {
    }

    internal GenerationFetcher(ISnapshotSource source, string directory, FetchOptions options, IFileOperations files)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StallTimeout, TimeSpan.FromMilliseconds(1));
        _source = source;
        _target = new GenerationFolder(directory, files);
        _options = options;
        _files = files;
    }

    /// <summary>Decides whether a section is what its table says; tests replace it by a broken one.</summary>
    internal Func<SectionEntry, ulong, bool> IsSound { get; init; } = static (entry, hash) => entry.Hash == hash;

    /// <summary>Returns the free bytes of the target's disk; long.MaxValue if unknown.</summary>
    internal Func<string, long> FreeBytes { get; init; } = FreeBytesOf;

    /// <summary>
    /// Fetches the source's current generation, verifies it, and makes it the current one here. When this returns, it
    /// is on the device.
    /// </summary>
    /// <param name="progress">
    /// Receives the bytes fetched so far and in total, then how far the publication here is.
    /// </param>
    /// <param name="cancellationToken">Ends the fetch; what came so far is kept for the next one.</param>
    /// <exception cref="FetchException">
    /// The source cannot be reached, refuses, or sends wrong bytes; the folder is as it was.
    /// </exception>
    /// <exception cref="SnapshotException">
    /// All hashes match and the snapshot is unsound nevertheless; it is discarded.
    /// </exception>
    /// <exception cref="GenerationException">
    /// There is no such folder here, its pointer is damaged, or somebody publishes into it.
    /// </exception>
    /// <exception cref="IOException">The disk here is full or refuses; the folder is as it was.</exception>
    public async Task<FetchReport> FetchAsync(
        IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using IDisposable held = Hold();
        using FetchLink pointerLink = new(_source, GenerationNames.Pointer, _options);
        byte[] bytes =
            await pointerLink.ReadSmallAsync(CurrentPointer.MaxBytes, cancellationToken).ConfigureAwait(false);
        CurrentPointer pointer = CurrentPointer.Parse(pointerLink.Name, bytes);
        string part = Path.Combine(_target.Directory, $"{PartStart}{pointer.Content:x32}{PartEnd}");
        RemoveOtherParts(part);
        if (FindHere(pointer.Content, progress, cancellationToken) is FetchReport found)
        {
            RemovePart(part);
            return found;
        }

        using FetchLink link = new(_source, GenerationNames.Of(pointer.Generation), _options);
        FetchReport report;
        using (PartialSnapshot file = new(_files.OpenPartial(part)))
        {
            report = await FillAsync(file, link, pointer, progress, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            report = report with { Generation = _target.Publish(part, progress, cancellationToken) };
        }
        catch (SnapshotException)
        {
            // Every hash matched: another fetch would bring the same.
            RemovePart(part);
            throw;
        }

        RemovePart(part);
        return report;
    }

    private static ISnapshotSource SourceOf(string source, FetchOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        bool isAddress = source.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        return isAddress
            ? new HttpSource(source, options.Client ?? s_client.Value, options.StallTimeout)
            : new FolderSource(source);
    }

    private static long FreeBytesOf(string directory)
    {
        try
        {
            return new DriveInfo(directory).AvailableFreeSpace;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }

    private IDisposable Hold()
    {
        string path = Path.Combine(_target.Directory, GenerationNames.FetchLock);
        try
        {
            return FolderLock.TryTake(_files, path)
                ?? throw new FetchException(
                    FetchFault.Held,
                    $"{_target.Directory}: {FolderLock.HolderOf(path)} fetches into it now; wait for it, or end it");
        }
        catch (DirectoryNotFoundException fault)
        {
            throw _target.NoDirectory(fault);
        }
    }

    /// <summary>
    /// Removes unfinished files of other snapshots, so that sources that change cannot fill the disk.
    /// </summary>
    private void RemoveOtherParts(string part)
    {
        foreach (string name in _files.List(_target.Directory))
        {
            if (name.StartsWith(PartStart, StringComparison.Ordinal)
                && name.EndsWith(PartEnd, StringComparison.Ordinal)
                && name != Path.GetFileName(part))
            {
                _files.Delete(Path.Combine(_target.Directory, name));
            }
        }
    }

    private void RemovePart(string part)
    {
        try
        {
            _files.Delete(part);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next fetch removes it; what was published is published.
        }
    }

    /// <summary>
    /// Looks for the snapshot here, current or not: it may be, after a rollback of the source or a publication by hand.
    /// </summary>
    private FetchReport? FindHere(
        UInt128 content, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        foreach (Generation generation in _target.List())
        {
            try
            {
                (UInt128 found, long length) = ReadContent(generation.Path);
                if (found == content)
                {
                    Generation current = generation.IsCurrent
                        ? generation
                        : _target.Rollback(generation.Number, progress, cancellationToken);
                    return new FetchReport
                    {
                        Generation = current,
                        IsNew = !generation.IsCurrent,
                        FileBytes = length,
                        FetchedBytes = 0,
                        ReusedBytes = generation.IsCurrent ? 0 : length,
                        ResumedBytes = 0,
                        Cuts = 0,
                    };
                }
            }
            catch (SnapshotException)
            {
                // Damaged here: it is fetched again.
            }
        }

        return null;
    }

    private (UInt128 Content, long Length) ReadContent(string path)
    {
        using IByteOwner file = _files.OpenRead(path);
        return (SnapshotFile.ReadHead(path, file.Bytes).Header.ContentHash, file.Length);
    }
}
