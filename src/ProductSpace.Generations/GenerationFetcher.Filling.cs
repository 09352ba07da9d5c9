using System.IO.Hashing;
using ProductSpace.Generations.Folders;
using ProductSpace.Generations.Shipping;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations;

/// <summary>Fills the file of a snapshot section by section, from this folder and over the link.</summary>
public sealed partial class GenerationFetcher
{
    /// <summary>
    /// Fetches of a section before it counts as damaged: what an earlier run left of it may be to blame for the first.
    /// </summary>
    private const int MaxTries = 2;

    private async Task<FetchReport> FillAsync(
        PartialSnapshot file,
        FetchLink link,
        CurrentPointer pointer,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        SnapshotSections sections = ResumedSections(file, link, pointer)
            ?? await StartAsync(file, link, pointer, cancellationToken).ConfigureAwait(false);
        link.Length = sections.End;
        file.CutAtFault(sections);
        long resumedBytes = file.Length > SnapshotLayout.FirstSection ? file.Length : 0;
        CheckSpace(sections.End, file.Length, link.Name);
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
                Report();
                continue;
            }

            long runEnd = entry.Offset + entry.Length;
            for (int next = number + 1; next < sections.Entries.Count && !here.Has(sections.Entries[next]); next++)
            {
                runEnd = sections.Entries[next].Offset + sections.Entries[next].Length;
            }

            await FetchSectionAsync(file, link, entry, runEnd, Report, cancellationToken).ConfigureAwait(false);
        }

        file.PadTo(sections.End);
        Report();
        return new FetchReport
        {
            Generation = null!,
            IsNew = true,
            FileBytes = sections.End,
            FetchedBytes = link.Fetched,
            ReusedBytes = reused,
            ResumedBytes = resumedBytes,
            Cuts = link.Cuts,
        };

        void Report() => progress?.Report(new BuildProgress("fetch", file.Length, sections.End));
    }

    /// <summary>Returns the table that an earlier run left; null if it is not that of the wanted snapshot.</summary>
    private static SnapshotSections? ResumedSections(PartialSnapshot file, FetchLink link, CurrentPointer pointer)
    {
        if (file.ReadHead() is not byte[] head)
        {
            return null;
        }

        try
        {
            return Read(link.Name, head, pointer.Content);
        }
        catch (FetchException)
        {
            return null;
        }
    }

    /// <summary>Fetches the head, and starts the file with it.</summary>
    private async Task<SnapshotSections> StartAsync(
        PartialSnapshot file, FetchLink link, CurrentPointer pointer, CancellationToken cancellationToken)
    {
        byte[] head = new byte[SnapshotLayout.FirstSection];
        int filled = 0;
        await link.ReadAsync(0, head.Length, head.Length, TakePiece, cancellationToken).ConfigureAwait(false);
        SnapshotSections sections = Read(link.Name, head, pointer.Content);
        CheckSpace(sections.End, 0, link.Name);
        file.Cut(0);
        file.Append(head);
        return sections;

        void TakePiece(ReadOnlyMemory<byte> piece)
        {
            piece.CopyTo(head.AsMemory(filled));
            filled += piece.Length;
        }
    }

    private async Task FetchSectionAsync(
        PartialSnapshot file,
        FetchLink link,
        SectionEntry entry,
        long runEnd,
        Action report,
        CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            long end = entry.Offset + entry.Length;
            XxHash3 hash = file.HashOf(entry.Offset, file.Length);
            await link.ReadAsync(file.Length, end, runEnd, piece =>
            {
                hash.Append(piece.Span);
                file.Append(piece.Span);
                report();
            }, cancellationToken).ConfigureAwait(false);
            if (IsSound(entry, hash.GetCurrentHashAsUInt64()))
            {
                return;
            }

            file.Cut(entry.Offset);
            if (attempt == MaxTries)
            {
                throw new FetchException(
                    FetchFault.Damaged,
                    $"{link.Name}: bytes {entry.Offset} to {end - 1} (section {SectionId.NameOf(entry.Id)}) "
                    + "do not match the hash of their table, fetched twice; "
                    + "run productspace verify at the source, and publish again there");
            }
        }
    }

    private static SnapshotSections Read(string name, byte[] head, UInt128 content)
    {
        using CopiedBytes bytes = new(name, head);
        try
        {
            // The head names the length; each response's length is compared with it.
            (SnapshotHeader header, SnapshotSections sections) =
                SnapshotFile.ReadHead(name, bytes.Bytes, SnapshotHeader.Read(head).FileLength);
            return header.ContentHash == content
                ? sections
                : throw new FetchException(
                    FetchFault.Damaged,
                    $"{name}: is not the snapshot that CURRENT beside it names; copy the source's folder again, "
                    + "snapshots first, CURRENT last");
        }
        catch (SnapshotException fault)
        {
            throw new FetchException(FetchFault.Damaged, fault.Message, fault);
        }
    }

    private void CheckSpace(long length, long there, string name)
    {
        if (length > _options.MaxBytes)
        {
            throw new FetchException(
                FetchFault.TooLarge,
                $"{name}: is {length} bytes long, {_options.MaxBytes} are allowed; "
                + "raise FetchOptions.MaxBytes (--max-bytes), if that is what you expect");
        }

        // The fetched file, and the copy that is published.
        long needed = length - there + length;
        long free = FreeBytes(_target.Directory);
        if (needed > free)
        {
            throw new FetchException(
                FetchFault.TooLarge,
                $"{_target.Directory}: {needed} bytes are needed for {name}, {free} are free; "
                + "prune old generations, or make room");
        }
    }
}
