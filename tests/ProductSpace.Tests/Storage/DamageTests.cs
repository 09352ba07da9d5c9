using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>
/// Verification refuses every flipped bit and every cut of every golden file, padding included. The bits of a file are tried by
/// the part of the verification that looks at them: opening for the head, <see cref="SnapshotChecksums.AreBytesSound"/> for the
/// rest; a campaign of random ones by the whole of it. The suite flips a bit of each byte of the head, and behind the head
/// cuts at every seventeenth byte; a long campaign tries all.
/// </summary>
public class DamageTests
{
    private readonly byte[] _golden = File.ReadAllBytes(GoldenTests.Path());

    public static TheoryData<string> GoldenFiles()
    {
        string[] files = Directory.GetFiles(Path.GetDirectoryName(GoldenTests.Path())!, "*.psx");
        Array.Sort(files, StringComparer.Ordinal);
        return [.. files.Select(file => Path.GetFileName(file))];
    }

    [Theory]
    [MemberData(nameof(GoldenFiles))]
    public void Open_BitsOfTheHeadFlipped_IsRefused(string file)
    {
        using CopiedBytes bytes = new("golden", File.ReadAllBytes(GoldenTests.Path(file)));
        Assert.False(HasBadHead(bytes.Bytes));
        for (int flip = 0; flip < SnapshotLayout.FirstSection * 8; flip += Campaign.Stride(7))
        {
            (int place, byte mask) = (flip / 8, (byte)(1 << (flip % 8)));
            bytes.Bytes[place] ^= mask;
            if (!HasBadHead(bytes.Bytes))
            {
                Assert.Fail($"bit {flip % 8} of byte {place} may be flipped");
            }

            bytes.Bytes[place] ^= mask;
        }
    }

    [Theory]
    [MemberData(nameof(GoldenFiles))]
    public void Verify_EveryBitBehindTheHeadFlipped_IsRefused(string file)
    {
        using ProductIndex index = ProductIndex.Open(new CopiedBytes("golden", File.ReadAllBytes(GoldenTests.Path(file))), "golden", OpenMode.Verify);
        SnapshotSections sections = index.Sections;
        NativeView<byte> bytes = sections.File;
        long place = SnapshotLayout.FirstSection;
        for (int number = 0; number <= sections.Entries.Count; number++)
        {
            long end = number < sections.Entries.Count ? sections.Entries[number].Offset + sections.Entries[number].Length : bytes.Length;
            for (; place < end; place++)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    bytes[place] ^= (byte)(1 << bit);
                    bool isSound = SnapshotChecksums.AreBytesSound(sections, number, out _);
                    bytes[place] ^= (byte)(1 << bit);
                    if (isSound)
                    {
                        Assert.Fail($"bit {bit} of byte {place} may be flipped");
                    }
                }
            }
        }

        Assert.Equal(bytes.Length, place);
        index.Verify();
    }

    [Theory]
    [MemberData(nameof(GoldenFiles))]
    public void Open_CutAnywhere_IsRefused(string file)
    {
        byte[] whole = File.ReadAllBytes(GoldenTests.Path(file));
        using CopiedBytes bytes = new("golden", whole);
        for (int length = 0; length < whole.Length; length += length < SnapshotLayout.FirstSection ? 1 : Campaign.Stride(17))
        {
            if (!HasBadHead(bytes.Bytes.SliceView(0, length)))
            {
                Assert.Fail($"{length} bytes of it pass");
            }
        }

        Assert.True(IsRefused(whole.AsSpan(0, whole.Length - 1)));
        Assert.True(IsRefused([.. whole, 0]));
        Assert.True(IsRefused([.. whole, .. new byte[4096]]));
    }

    [Theory]
    [MemberData(nameof(GoldenFiles))]
    public void Verify_RandomFlips_AreRefused(string file)
    {
        byte[] bytes = File.ReadAllBytes(GoldenTests.Path(file));
        SeededRandom random = new(2);
        for (int round = 0; round < Campaign.Size(500); round++)
        {
            int place = random.NextInt(bytes.Length);
            byte before = bytes[place];
            bytes[place] ^= (byte)(1 + random.NextInt(255));
            Assert.True(IsRefused(bytes), $"byte {place} may be {bytes[place]}");
            bytes[place] = before;
        }

        Assert.False(IsRefused(bytes));
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

    /// <summary>Whether every opening refuses the file, in whatever mode.</summary>
    private static bool HasBadHead(NativeView<byte> bytes)
    {
        try
        {
            SnapshotFile.ReadHead("golden", bytes);
            return false;
        }
        catch (SnapshotException)
        {
            return true;
        }
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
