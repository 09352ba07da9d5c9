using ProductSpace.Interchange.ParquetForm;

namespace ProductSpace.Interchange.Tests.ParquetForm;

public class PageCodecTests
{
    private const int SnappyCodec = 1, Gzip = 2, Brotli = 4, Zstd = 6, Lz4Raw = 7;

    /// <summary>Found by the hostile campaign: the library rents what the packed bytes state.</summary>
    [Fact]
    public void Unpack_SnappyThatStatesAnotherLength_RefusedWithoutItsMemory()
    {
        byte[] packed = [0xFF, 0xFF, 0xFF, 0xFF, 0x03, 0, 65];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => PageCodec.Unpack(SnappyCodec, packed, packed.Length, 100));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(SnappyCodec)]
    [InlineData(Gzip)]
    [InlineData(Brotli)]
    [InlineData(Zstd)]
    [InlineData(Lz4Raw)]
    public void Unpack_FewBytesThatDeclareAGigabyte_RefusedWithoutItsMemory(int codec)
    {
        byte[] packed = new byte[32];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<Exception>(() => PageCodec.Unpack(codec, packed, packed.Length, PageCodec.MaxPageBytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Throws<InvalidDataException>(() => PageCodec.Unpack(codec, packed, packed.Length, PageCodec.MaxPageBytes + 1));
    }
}
