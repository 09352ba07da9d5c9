using System.Buffers.Binary;
using ProductSpace.Storage;

namespace ProductSpace.Tests;

public class ProductIndexAttachmentsTests
{
    private static readonly string[] s_ids = ["a", "b", "c"];

    [Fact]
    public void GetAttachment_AsBuilt_SameBytes()
    {
        byte[] snapshot = Builder().Attach("settings", new byte[] { 1, 2, 3 }).Attach("nothing", default)
            .Attach("größe", new byte[] { 9 }).BuildToMemory();
        using ProductIndex index = ProductIndex.Open(snapshot, OpenMode.Verify);
        Assert.Equal(["settings", "nothing", "größe"], index.Attachments);
        Assert.Equal((byte[])[1, 2, 3], index.GetAttachment("settings")!);
        Assert.Empty(index.GetAttachment("nothing")!);
        Assert.Equal((byte[])[9], index.GetAttachment("größe")!);
        Assert.Null(index.GetAttachment("Settings"));
    }

    [Fact]
    public void GetAttachment_WithoutAny_Null()
    {
        using ProductIndex index = ProductIndex.Open(Builder().BuildToMemory());
        Assert.Empty(index.Attachments);
        Assert.Null(index.GetAttachment("settings"));
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => index.GetAttachment("settings"));
    }

    [Fact]
    public void Attach_WhatASnapshotCannotHold_IsRefused()
    {
        ProductIndexBuilder builder = Builder();
        Assert.Throws<ArgumentException>(() => builder.Attach("", default));
        Assert.Throws<ArgumentException>(() => builder.Attach("a\nb", default));
        Assert.Throws<ArgumentException>(() => builder.Attach(new string('x', 65), default));
        Assert.Throws<ArgumentException>(() => builder.Attach("big", new byte[(1 << 26) + 1]));
        for (int i = 0; i < 16; i++)
        {
            builder.Attach($"a{i}", default);
            Assert.Throws<ArgumentException>(() => builder.Attach("a0", default));
        }

        Assert.Contains("16 attachments", Assert.Throws<ArgumentException>(() => builder.Attach("b", default)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, 5)]
    [InlineData(1, 2)]
    [InlineData(1, 5)]
    [InlineData(1, long.MaxValue)]
    public void Open_ForgedEnds_AreRefusedByName(int place, long end)
    {
        byte[] snapshot = TwoAttachments();
        BinaryPrimitives.WriteInt64LittleEndian(snapshot.AsSpan(OffsetOf(snapshot, SectionId.AttachmentEnds) + (8 * place)), end);
        SnapshotException exception = Assert.Throws<SnapshotException>(() => ProductIndex.Open(snapshot).Dispose());
        Assert.Equal("attachment-ends", exception.Section);
    }

    [Theory]
    [InlineData(1, (byte)'x')]
    [InlineData(0, (byte)0)]
    [InlineData(2, (byte)'a')]
    public void Open_ForgedNames_AreRefusedByName(int place, byte letter)
    {
        byte[] snapshot = TwoAttachments();
        snapshot[OffsetOf(snapshot, SectionId.AttachmentNames) + place] = letter;
        SnapshotException exception = Assert.Throws<SnapshotException>(() => ProductIndex.Open(snapshot).Dispose());
        Assert.StartsWith("attachment-", exception.Section, StringComparison.Ordinal);
    }

    private static byte[] TwoAttachments() =>
        Builder().Attach("a", new byte[] { 1, 2, 3 }).Attach("b", new byte[] { 4 }).BuildToMemory();

    private static int OffsetOf(byte[] snapshot, uint section)
    {
        using ProductIndex index = ProductIndex.Open(snapshot);
        return (int)index.Sections.OffsetOf(section);
    }

    private static ProductIndexBuilder Builder() =>
        new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1, 1, 1 }, 2).UseIds(s_ids);
}
