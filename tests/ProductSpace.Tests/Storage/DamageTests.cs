using System.Buffers.Binary;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>Verification refuses every flipped bit and every cut of the golden file, padding included.</summary>
public class DamageTests
{
    private readonly byte[] _golden = File.ReadAllBytes(GoldenTests.Path());

    [Fact]
    public void Verify_EveryByteDamaged_IsRefused()
    {
        byte[] bytes = [.. _golden];
        SeededRandom random = new(1);
        for (int i = 0; i < bytes.Length; i++)
        {
            bool head = i < 256 || (i >= SnapshotLayout.HeaderHash && i < SnapshotLayout.TableOffset + 2048);
            for (int bit = head ? 0 : random.NextInt(8), last = head ? 7 : bit; bit <= last; bit++)
            {
                bytes[i] ^= (byte)(1 << bit);
                Assert.True(IsRefused(bytes), $"bit {bit} of byte {i} may be flipped");
                bytes[i] ^= (byte)(1 << bit);
            }
        }

        Assert.False(IsRefused(bytes));
    }

    /// <summary>The sections of the facets, every byte and what is around them.</summary>
    [Fact]
    public void Verify_EveryByteOfTheFacetsDamaged_IsRefused()
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithFacets)));
        byte[] bytes = forge.Bytes;
        SeededRandom random = new(3);
        foreach (uint section in new[] { SectionId.Facets, SectionId.FacetValues, SectionId.FacetText, SectionId.FacetPostings })
        {
            int start = (int)BinaryPrimitives.ReadInt64LittleEndian(forge.Entry(forge.Find(section))[SnapshotLayout.EntryOffset..]);
            for (int i = start; i < start + forge.Section(forge.Find(section)).Length + 16; i++)
            {
                byte before = bytes[i];
                bytes[i] ^= (byte)(1 + random.NextInt(255));
                Assert.True(IsRefused(bytes), $"byte {i} may be {bytes[i]}");
                bytes[i] = before;
            }
        }

        Assert.False(IsRefused(bytes));
    }

    [Theory]
    [InlineData(GoldenTests.Small)]
    [InlineData(GoldenTests.WithoutGraph)]
    [InlineData(GoldenTests.WithFacets)]
    public void Verify_RandomFlips_AreRefused(string file)
    {
        byte[] bytes = File.ReadAllBytes(GoldenTests.Path(file));
        SeededRandom random = new(2);
        for (int round = 0; round < 2000; round++)
        {
            int place = random.NextInt(bytes.Length);
            byte before = bytes[place];
            bytes[place] ^= (byte)(1 + random.NextInt(255));
            Assert.True(IsRefused(bytes), $"byte {place} may be {bytes[place]}");
            bytes[place] = before;
        }
    }

    [Fact]
    public void Verify_CutOrLengthened_IsRefused()
    {
        for (int length = 0; length < _golden.Length; length += length < 13_000 ? 61 : 487)
        {
            Assert.True(IsRefused(_golden.AsSpan(0, length)), $"{length} bytes of it pass");
        }

        Assert.True(IsRefused(_golden.AsSpan(0, _golden.Length - 1)));
        Assert.True(IsRefused([.. _golden, 0]));
        Assert.True(IsRefused([.. _golden, .. new byte[4096]]));
    }

    /// <summary>The twin that shows that the harness can fail: without verification some damage passes.</summary>
    [Fact]
    public void Quick_DamagedContent_IsAccepted()
    {
        byte[] bytes = [.. _golden];
        bytes[^5000] ^= 1;
        using ProductIndex index = ProductIndex.Open(new CopiedBytes("golden", bytes), "golden", OpenMode.Quick);
        Assert.Equal(120, index.Count);
    }

    private static bool IsRefused(ReadOnlySpan<byte> bytes)
    {
        try
        {
            ProductIndex.Open(new CopiedBytes("golden", bytes), "golden", OpenMode.Verify).Dispose();
            return false;
        }
        catch (SnapshotException)
        {
            return true;
        }
    }
}
