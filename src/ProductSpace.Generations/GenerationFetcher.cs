using System.IO.Hashing;
using ProductSpace.Generations.Folders;
using ProductSpace.Generations.Shipping;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations;

/// <summary>
/// Brings the current generation of a folder elsewhere, by path or behind a server of plain files, into a
/// <see cref="GenerationFolder"/> here. Sections that a generation here has already are not fetched again; each section is
/// compared with the hash of the table as it comes; the whole is verified and published as any other snapshot. A run that is
/// cut, cancelled or killed leaves a hidden file, `.incoming-CONTENT.part`, with what came so far, and the next one goes on
/// from there. Methods may be called from any thread; one process fetches into a folder at a time.
/// </summary>
/// <remarks>
/// XXH3 finds damage, not forgery: over a border use https, and a source that you trust. A hostile source can make a fetch
/// fail, slow, or bring another sound snapshot; it cannot write anything but these files, nor more bytes than it said first,
/// nor get anything published that verification refuses.
/// </remarks>
public sealed class GenerationFetcher
{
    /// <summary>A section that is wrong although it was fetched whole once is asked for once more: what an earlier run left of it may be to blame.</summary>
    private const int MostTries = 2;

    private const string PartStart = ".incoming-";
    private const string PartEnd = ".part";

    private static readonly Lazy<HttpClient> s_client = new(HttpSource.NewClient);

    private readonly ISnapshotSource _source;
    private readonly GenerationFolder _target;
    private readonly FetchOptions _options;
    private readonly IFileOperations _files;

    /// <summary>Names source and target; nothing is opened.</summary>
    /// <param name="source">A folder of generations: a path, or an address that begins with http:// or https:// and names the folder.</param>
    /// <param name="directory">The folder to publish into; it must be there when it is fetched.</param>
    /// <param name="options">How much is taken and how long is waited.</param>
    /// <exception cref="ArgumentException">the address is none, or holds a user name.</exception>
    public GenerationFetcher(string source, string directory, FetchOptions? options = null)
        : this(SourceOf(source, options ??= new FetchOptions()), directory, options, SystemFiles.Instance)
    {
    }

    internal GenerationFetcher(ISnapshotSource source, string directory, FetchOptions options, IFileOperations files)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StallTimeout, TimeSpan.FromMilliseconds(1));
        _source = source;
        _target = new GenerationFolder(directory, files);
        _options = options;
        _files = files;
    }

    /// <summary>Decides whether a section is what its table says; tests put a broken one in its place.</summary>
    internal Func<SectionEntry, ulong, bool> IsSound { get; init; } = static (entry, hash) => entry.Hash == hash;

    /// <summary>Free bytes of the target's disk; long.MaxValue where nobody knows.</summary>
    internal Func<string, long> FreeBytes { get; init; } = FreeBytesOf;

    /// <summary>Fetches the source's current generation, verifies it, and makes it the current one here. When this returns it is on the device.</summary>
    /// <param name="progress">Told the bytes that are there and how many there will be.</param>
    /// <param name="cancellationToken">Ends the fetch; what came so far is kept for the next one.</param>
    /// <exception cref="FetchException">the source cannot be reached, says no, or sends what it should not; the folder is as it was.</exception>
    /// <exception cref="SnapshotException">all hashes fit and the snapshot is not sound all the same; it is thrown away.</exception>
    /// <exception cref="GenerationException">there is no such folder here, its pointer is damaged, or somebody publishes into it.</exception>
    /// <exception cref="IOException">the disk here is full or refuses; the folder is as it was.</exception>
    public async Task<FetchReport> FetchAsync(IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using IDisposable held = Hold();
        using FetchLink pointerLink = new(_source, GenerationNames.Pointer, _options);
        CurrentPointer pointer = CurrentPointer.Parse(pointerLink.Name, await pointerLink.ReadSmallAsync(CurrentPointer.MostBytes, cancellationToken).ConfigureAwait(false));
        string part = Path.Combine(_target.Directory, $"{PartStart}{pointer.Content:x32}{PartEnd}");
        RemoveOtherParts(part);
        if (FindHere(pointer.Content, cancellationToken) is FetchReport there)
        {
            RemovePart(part);
            return there;
        }

        using FetchLink link = new(_source, GenerationNames.Of(pointer.Generation), _options);
        FetchReport report;
        using (PartialSnapshot file = new(_files.OpenPartial(part)))
        {
            report = await FillAsync(file, link, pointer, progress, cancellationToken).ConfigureAwait(false);
        }

        progress?.Report(new BuildProgress("verify", 0, 1));
        try
        {
            report = report with { Generation = _target.Publish(part, cancellationToken) };
        }
        catch (SnapshotException)
        {
            // Every hash was right: it will not get better.
            RemovePart(part);
            throw;
        }

        RemovePart(part);
        return report;
    }

    private static ISnapshotSource SourceOf(string source, FetchOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        bool isAddress = source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        return isAddress ? new HttpSource(source, options.Client ?? s_client.Value, options.StallTimeout) : new FolderSource(source);
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
            return _files.TryLock(path, $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss}Z")
                ?? throw new FetchException(FetchFault.Held, $"{_target.Directory}: {(LockFile.HolderOf(path) is { Length: > 0 } holder ? holder : "another process")} fetches into it now; wait for it, or end it");
        }
        catch (DirectoryNotFoundException fault)
        {
            throw _target.NoDirectory(fault);
        }
    }

    /// <summary>One snapshot at a time may lie here unfinished, so that sources that change cannot fill the disk.</summary>
    private void RemoveOtherParts(string part)
    {
        foreach (string name in _files.List(_target.Directory))
        {
            if (name.StartsWith(PartStart, StringComparison.Ordinal) && name.EndsWith(PartEnd, StringComparison.Ordinal) && name != Path.GetFileName(part))
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

    /// <summary>The snapshot may be here, current or not: after a rollback of the source, or where it was published by hand.</summary>
    private FetchReport? FindHere(UInt128 content, CancellationToken cancellationToken)
    {
        foreach (Generation generation in _target.List())
        {
            try
            {
                (UInt128 found, long length) = ReadContent(generation.Path);
                if (found == content)
                {
                    Generation current = generation.IsCurrent ? generation : _target.Rollback(generation.Number, cancellationToken);
                    return new FetchReport { Generation = current, IsNew = !generation.IsCurrent, FileBytes = length, FetchedBytes = 0, ReusedBytes = generation.IsCurrent ? 0 : length, ResumedBytes = 0, Cuts = 0 };
                }
            }
            catch (SnapshotException)
            {
                // Damaged here: it is fetched anew.
            }
        }

        return null;
    }

    private (UInt128 Content, long Length) ReadContent(string path)
    {
        using IByteOwner file = _files.OpenRead(path);
        return (SnapshotFile.ReadHead(path, file.Bytes).Header.ContentHash, file.Length);
    }

    private async Task<FetchReport> FillAsync(PartialSnapshot file, FetchLink link, CurrentPointer pointer, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        SnapshotSections sections;
        if (file.ReadHead() is byte[] old && TryRead(link.Name, old, pointer.Content) is SnapshotSections resumed)
        {
            // What an earlier run left.
            sections = resumed;
        }
        else
        {
            byte[] head = new byte[SnapshotLayout.FirstSection];
            int filled = 0;
            await link.ReadAsync(0, head.Length, head.Length, piece =>
            {
                piece.CopyTo(head.AsMemory(filled));
                filled += piece.Length;
            }, cancellationToken).ConfigureAwait(false);
            sections = Read(link.Name, head, pointer.Content);
            CheckRoom(sections.End, 0, link.Name);
            file.Cut(0);
            file.Append(head);
        }

        link.Length = sections.End;
        file.CutAtFault(sections);
        long resumedBytes = file.Length > SnapshotLayout.FirstSection ? file.Length : 0;
        CheckRoom(sections.End, file.Length, link.Name);
        using LocalSections here = new(_target.List().Select(generation => generation.Path), _files);
        long reused = 0;
        for (int number = 0; number < sections.Entries.Count; number++)
        {
            SectionEntry entry = sections.Entries[number];
            if (entry.Offset + entry.Length <= file.Length)
            {
                continue;
            }

            file.PadTo(entry.Offset);
            if (file.Length == entry.Offset && here.Has(entry) && here.TryCopy(entry, file, cancellationToken))
            {
                reused += entry.Length;
                progress?.Report(new BuildProgress("fetch", file.Length, sections.End));
                continue;
            }

            long runEnd = entry.Offset + entry.Length;
            for (int next = number + 1; next < sections.Entries.Count && !here.Has(sections.Entries[next]); next++)
            {
                runEnd = sections.Entries[next].Offset + sections.Entries[next].Length;
            }

            await FetchSectionAsync(file, link, entry, runEnd, () => progress?.Report(new BuildProgress("fetch", file.Length, sections.End)), cancellationToken).ConfigureAwait(false);
        }

        file.PadTo(sections.End);
        return new FetchReport { Generation = null!, IsNew = true, FileBytes = sections.End, FetchedBytes = link.Fetched, ReusedBytes = reused, ResumedBytes = resumedBytes, Cuts = link.Cuts };
    }

    private async Task FetchSectionAsync(PartialSnapshot file, FetchLink link, SectionEntry entry, long runEnd, Action told, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            long end = entry.Offset + entry.Length;
            XxHash3 hash = file.HashOf(entry.Offset, file.Length);
            await link.ReadAsync(file.Length, end, runEnd, piece =>
            {
                hash.Append(piece.Span);
                file.Append(piece.Span);
                told();
            }, cancellationToken).ConfigureAwait(false);
            if (IsSound(entry, hash.GetCurrentHashAsUInt64()))
            {
                return;
            }

            file.Cut(entry.Offset);
            if (attempt == MostTries)
            {
                throw new FetchException(FetchFault.Damaged, $"{link.Name}: bytes {entry.Offset} to {end - 1} (section {SectionId.NameOf(entry.Id)}) do not match the hash of their table, fetched twice; run productspace verify at the source, and publish anew there");
            }
        }
    }

    /// <summary>The table of a head that an earlier run left; null where it is not that of the wanted snapshot.</summary>
    private static SnapshotSections? TryRead(string name, byte[] head, UInt128 content)
    {
        try
        {
            return Read(name, head, content);
        }
        catch (FetchException)
        {
            return null;
        }
    }

    private static SnapshotSections Read(string name, byte[] head, UInt128 content)
    {
        using CopiedBytes bytes = new(name, head);
        try
        {
            // The length is the one that the head itself names; what each answer says of the file is compared with it.
            (SnapshotHeader header, SnapshotSections sections) = SnapshotFile.ReadHead(name, bytes.Bytes, SnapshotHeader.Read(head).FileLength);
            return header.ContentHash == content
                ? sections
                : throw new FetchException(FetchFault.Damaged, $"{name}: is not the snapshot that CURRENT beside it tells of; copy the source's folder anew, snapshots first, CURRENT last");
        }
        catch (SnapshotException fault)
        {
            throw new FetchException(FetchFault.Damaged, fault.Message, fault);
        }
    }

    private void CheckRoom(long length, long there, string name)
    {
        if (length > _options.MostBytes)
        {
            throw new FetchException(FetchFault.TooLarge, $"{name}: is {length} bytes long, {_options.MostBytes} are allowed; raise FetchOptions.MostBytes (--most-bytes), if that is what you expect");
        }

        // The fetched file, and the copy that is published.
        long needed = length - there + length;
        long free = FreeBytes(_target.Directory);
        if (needed > free)
        {
            throw new FetchException(FetchFault.TooLarge, $"{_target.Directory}: {needed} bytes are needed for {name}, {free} are free; prune old generations, or make room");
        }
    }
}
