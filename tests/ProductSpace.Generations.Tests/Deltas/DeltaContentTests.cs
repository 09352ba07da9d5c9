using System.Buffers;
using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Numerics;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>The bytes of a .psd file: what is written is read; flips, cuts, moved and foreign records are refused or end the file.</summary>
public class DeltaContentTests
{
    private const int Dimension = 5;
    private const string Path = "catalog.psd";

    private static readonly DeltaRecord[] s_records =
    [
        new() { Kind = DeltaKind.Upsert, Id = "a", Vector = [1, 2, 3, 4, 5], NextVector = [5, 4, 3, 2, 1], Price = 17, Category = "shoes/boots|sale", InStock = false, FirstSeen = 5, Facets = [new("brand", "acme|zeta")], Payload = [new("name", "A \u00FC \uFFFD")] },
        new() { Kind = DeltaKind.Set, Id = "b", Price = DeltaRecord.Unknown, Numbers = [new("rating", [4.5, -0.25]), new("size", [])] },
        new() { Kind = DeltaKind.Remove, Id = "c" },
        new() { Kind = DeltaKind.Upsert, Id = new string('i', 300), Vector = [0, 0, 1, 0, 0] },
    ];

    [Fact]
    public void Parse_WhatWasWritten_IsRead()
    {
        DeltaContent content = DeltaContent.Parse(Path, File(s_records, whole: 2, flushed: false));
        Assert.Equal((1, 0L), (content.Header.Issue, content.TornBytes));
        Assert.Equal(s_records.Length, content.Records.Count);
        for (int i = 0; i < s_records.Length; i++)
        {
            DeltaRecord read = content.Records[i];
            DeltaRecord written = s_records[i];
            Assert.Equal((written.Kind, written.Id, written.Category, written.Price, written.InStock, written.FirstSeen), (read.Kind, read.Id, read.Category, read.Price, read.InStock, read.FirstSeen));
            Assert.Equal(written.Vector, read.Vector);
            Assert.Equal(written.NextVector, read.NextVector);
            Assert.Equal(written.Facets, read.Facets);
            Assert.Equal(written.Payload, read.Payload);
            Assert.Equal(written.Numbers.Select(column => (column.Key, string.Join('|', column.Value))), read.Numbers.Select(column => (column.Key, string.Join('|', column.Value))));
        }
    }

    /// <summary>Cut anywhere: before the durable length it is refused, behind it the whole records are there and the rest is reported.</summary>
    [Fact]
    public void Parse_CutAnywhere_RefusedOrTornTail()
    {
        byte[] file = File(s_records, whole: 2, flushed: false);
        long whole = DeltaContent.Parse(Path, file).Header.DurableBytes;
        for (int length = 0; length < file.Length; length++)
        {
            if (length < whole)
            {
                Assert.Equal(DeltaProblem.Damaged, Assert.Throws<DeltaException>(() => DeltaContent.Parse(Path, file.AsSpan(0, length))).Problem);
                continue;
            }

            DeltaContent content = DeltaContent.Parse(Path, file.AsSpan(0, length));
            Assert.InRange(content.Records.Count, 2, s_records.Length - 1);
            Assert.Equal(length, content.Length + content.TornBytes);
        }
    }

    /// <summary>
    /// Every bit flip: in what was durable when the file got its name, and in what a later record says was durable when it was
    /// written, it is refused; else it ends the file there.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parse_AnyBitFlipped_RefusedOrTornTail(bool flushed)
    {
        byte[] file = File(s_records, whole: 2, flushed);
        long whole = DeltaContent.Parse(Path, file).Header.DurableBytes;
        long last = LastOf(s_records);
        int torn = 0;
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            Exception? fault = Record.Exception(() =>
            {
                DeltaContent content = DeltaContent.Parse(Path, file);
                Assert.NotEqual(0, content.TornBytes);
                torn++;
            });
            Assert.True(fault is null or DeltaException, fault?.ToString());
            bool mustRefuse = bit / 8 < whole || (flushed && bit / 8 < last);
            Assert.Equal(mustRefuse, fault is not null);
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.InRange(torn, 8, int.MaxValue);
    }

    [Fact]
    public void Parse_MovedOrForeignRecord_EndsTheFile()
    {
        byte[] one = File([s_records[1], s_records[2]], whole: 0, flushed: false);
        int second = 64 + Length(s_records[1]);
        byte[] moved = [.. one.AsSpan(0, 64), .. one.AsSpan(second), .. one.AsSpan(64, second - 64)];
        Assert.Empty(DeltaContent.Parse(Path, moved).Records);
        byte[] foreign = [.. File([], whole: 0, flushed: false, issue: 2), .. one.AsSpan(64)];
        Assert.Empty(DeltaContent.Parse(Path, foreign).Records);
        Assert.Equal(2, DeltaContent.Parse(Path, one).Records.Count);
    }

    /// <summary>Records with right checksums and wild payloads: a typed refusal, nothing else, and no memory by what they say.</summary>
    [Fact]
    public void Parse_ForgedPayloads_RefusedByType()
    {
        SeededRandom random = new(4);
        int refused = 0;
        for (int round = 0; round < 5_000; round++)
        {
            byte[] file = File(s_records, whole: 0, flushed: false);
            int at = 64 + 24 + random.NextInt(Length(s_records[0]) - 24);
            file[at] = (byte)random.NextInt(256);
            Seal(file, 64, Length(s_records[0]));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exception? fault = Record.Exception(() => { DeltaContent.Parse(Path, file); });
            Assert.True(fault is null or DeltaException, fault?.ToString());
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
            refused += fault is null ? 0 : 1;
        }

        Assert.InRange(refused, 500, 4_999);
    }

    [Fact]
    public void Parse_OtherVersion_SaysSo()
    {
        byte[] file = File([], whole: 0, flushed: false);
        file[8] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(56), System.IO.Hashing.XxHash3.HashToUInt64(file.AsSpan(0, 56)));
        Assert.Equal(DeltaProblem.NewerVersion, Assert.Throws<DeltaException>(() => DeltaContent.Parse(Path, file)).Problem);
    }

    private static int Length(DeltaRecord record)
    {
        ArrayBufferWriter<byte> one = new();
        DeltaCodec.Write(one, record, 0, 64, 64);
        return one.WrittenCount;
    }

    private static long LastOf(DeltaRecord[] records) => 64 + records[..^1].Sum(record => (long)Length(record));

    private static void Seal(byte[] file, int start, int length)
    {
        ulong check = DeltaHeader.ParseAlone(Path, file).Check;
        System.IO.Hashing.XxHash3 hash = new((long)(check ^ ((ulong)start * 0x9E3779B97F4A7C15UL)));
        hash.Append(file.AsSpan(start, 16));
        hash.Append(file.AsSpan(start + 24, length - 24));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(start + 16), hash.GetCurrentHashAsUInt64());
    }

    /// <param name="records">The records.</param>
    /// <param name="whole">So many stood in the file when it got its name.</param>
    /// <param name="flushed">Whether each record knows that those before it were durable.</param>
    /// <param name="issue">Of the file.</param>
    private static byte[] File(DeltaRecord[] records, int whole, bool flushed, long issue = 1)
    {
        DeltaHeader header = new((UInt128)42, Dimension, issue, 64 + records[..whole].Sum(record => (long)Length(record)));
        ArrayBufferWriter<byte> body = new();
        foreach (DeltaRecord record in records)
        {
            long place = 64 + (long)body.WrittenCount;
            DeltaCodec.Write(body, record, header.Check, place, flushed ? place : 64);
        }

        return [.. header.ToBytes(), .. body.WrittenSpan];
    }
}
