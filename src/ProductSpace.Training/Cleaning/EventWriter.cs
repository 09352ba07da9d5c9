using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// Writes the sessions of a corpus as CSV: to a temporary file, which is renamed when it is complete. What a killed run
/// left is removed.
/// </summary>
internal static class EventWriter
{
    private const int BlockTokens = 1 << 14;
    private const int MaxNumberBytes = 40;

    private static readonly SearchValues<byte> s_quoted = SearchValues.Create("\",;|\t "u8);

    public static void Write(
        string path,
        SessionCorpus corpus,
        IEnumerable<long>? times,
        bool isPurchasesOnly,
        bool hasSource,
        CancellationToken cancellationToken)
    {
        TargetLinks.RefuseIfAsked(path);
        TargetFiles.RequireRegular(path);
        FilePublication.Sweep(path, FilePublication.MinAge, SystemFiles.Instance);
        string temporary = FilePublication.TemporaryOf(path);
        try
        {
            using FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            Stream target = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true)
                : file;
            WriteRows(target, corpus, times, isPurchasesOnly, hasSource, cancellationToken);
            if (target != file)
            {
                target.Dispose();
            }

            LibC.Flush(file);
            if (OperatingSystem.IsWindows())
            {
                // An open file has no other name there. Elsewhere it stays open: a sweep sees that it is in use.
                file.Dispose();
            }

            LibC.Rename(temporary, path);
            LibC.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void WriteRows(
        Stream target,
        SessionCorpus corpus,
        IEnumerable<long>? times,
        bool isPurchasesOnly,
        bool hasSource,
        CancellationToken cancellationToken)
    {
        target.Write("session"u8);
        target.Write(times is null ? ""u8 : ",time"u8);
        target.Write(",product_id,event_type"u8);
        target.Write(hasSource ? ",source\n"u8 : "\n"u8);
        ArrayBufferWriter<byte> row = new(1 << 10);
        int[] block = new int[BlockTokens];
        using IEnumerator<long>? time = times?.GetEnumerator();
        long session = 1;
        for (long at = 0; at < corpus.TokenCount; at += BlockTokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = corpus.Read(at, block.AsSpan(0, (int)Math.Min(BlockTokens, corpus.TokenCount - at)));
            for (int i = 0; i < count; i++)
            {
                Token token = new(block[i]);
                row.ResetWrittenCount();
                Number(row, session);
                if (time is not null)
                {
                    time.MoveNext();
                    row.Write(","u8);
                    Iso(row, time.Current);
                }

                row.Write(","u8);
                Cell(row, corpus.IdUtf8(token.Product));
                row.Write(token.IsPurchase || isPurchasesOnly ? ",purchase"u8 : ",view"u8);
                row.Write(hasSource ? token.IsRecommended ? ",recommender\n"u8 : ",\n"u8 : "\n"u8);
                target.Write(row.WrittenSpan);
                session += token.IsLast ? 1 : 0;
            }
        }
    }

    private static void Number(ArrayBufferWriter<byte> row, long number)
    {
        Utf8Formatter.TryFormat(number, row.GetSpan(MaxNumberBytes), out int length);
        row.Advance(length);
    }

    /// <summary>Writes a time as ISO 8601, which keeps every microsecond and needs no unit to be read again.</summary>
    private static void Iso(ArrayBufferWriter<byte> row, long microseconds)
    {
        DateTime time = DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        Utf8Formatter.TryFormat(time, row.GetSpan(MaxNumberBytes), out int length, 'O');
        row.Advance(length);
    }

    private static void Cell(ArrayBufferWriter<byte> row, ReadOnlySpan<byte> id)
    {
        if (id.IndexOfAny(s_quoted) < 0)
        {
            row.Write(id);
            return;
        }

        row.Write("\""u8);
        for (int quote; (quote = id.IndexOf((byte)'"')) >= 0; id = id[(quote + 1)..])
        {
            row.Write(id[..(quote + 1)]);
            row.Write("\""u8);
        }

        row.Write(id);
        row.Write("\""u8);
    }
}
