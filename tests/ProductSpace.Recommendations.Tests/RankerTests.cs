using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Recommendations.Tests.Trees;

namespace ProductSpace.Recommendations.Tests;

/// <summary>The file of a ranker: written, read, and hostile.</summary>
public class RankerTests
{
    [Fact]
    public void Parse_WrittenBytes_IsTheSameRanker()
    {
        Ranker ranker = MadeTrees.Ranker(1);
        byte[] bytes = ranker.ToBytes();
        Ranker read = Ranker.Parse(bytes);
        Assert.Equal(bytes, read.ToBytes());
        Assert.Equal((ranker.Source, ranker.TreeCount), (read.Source, read.TreeCount));
        Assert.Equal(ranker.Features, read.Features);
        Assert.Equal(Scores(ranker), Scores(read));
        Assert.Equal(bytes, MadeTrees.Ranker(1).ToBytes());
        Assert.NotEqual(Scores(ranker), Scores(MadeTrees.Ranker(2)));
    }

    /// <summary>Trees name features; a ranker that asks two of them finds their columns.</summary>
    [Fact]
    public void Score_FewFeatures_AreFoundByName()
    {
        Ranker ranker = new(["price-ratio", "events"], [new RankerTree([1], [2.5f], [~0], [~1], [3, 4]), new RankerTree([0], [1], [~0], [~1], [10, 20])], "two");
        float[] row = new float[Ranker.KnownFeatures.Count];
        row[Ranker.KnownFeatures.ToList().IndexOf("events")] = 3;
        row[Ranker.KnownFeatures.ToList().IndexOf("price-ratio")] = 0.5f;
        double[] score = new double[1];
        ranker.Score(row, score);
        Assert.Equal(14, score[0]);
        Assert.Throws<ArgumentException>(() => ranker.Score(row.AsSpan(1), score));
    }

    [Fact]
    public void Save_File_IsReadAgain()
    {
        using TemporaryFolder folder = new();
        Ranker ranker = MadeTrees.Ranker(3);
        ranker.Save(folder.File("a.psr"));
        ranker.Save(folder.File("a.psr"));
        Assert.Equal(ranker.ToBytes(), Ranker.Load(folder.File("a.psr")).ToBytes());
        Assert.Equal(["a.psr"], Directory.GetFiles(folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Constructor_UnknownFeature_IsRefusedByName()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new Ranker(["moon-phase"], [new RankerTree([], [], [], [], [1])], string.Empty));
        Assert.Contains("\"moon-phase\"", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Every flip of a bit and every cut: the checksum sees it.</summary>
    [Fact]
    public void Parse_EveryFlipAndCut_IsRefused()
    {
        byte[] bytes = MadeTrees.Ranker(4, trees: 3, leaves: 4).ToBytes();
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] flipped = [.. bytes];
            flipped[at] ^= (byte)(1 << (at % 8));
            Assert.Throws<InvalidDataException>(() => Ranker.Parse(flipped));
            Assert.Throws<InvalidDataException>(() => Ranker.Parse(bytes.AsSpan(0, at)));
        }

        Assert.Throws<InvalidDataException>(() => Ranker.Parse([.. bytes, 0]));
    }

    /// <summary>
    /// Forged files, whose checksum is right: each is refused, or is a ranker whose walk ends with a finite score. The
    /// twin: some of both must be among them, so that the mutants reach behind the checks of lengths.
    /// </summary>
    [Fact]
    public void Parse_ForgedBytes_AreRefusedOrWalked()
    {
        byte[] bytes = MadeTrees.Ranker(5, trees: 4, leaves: 8).ToBytes();
        Random random = new(7);
        int refused = 0;
        int walked = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] forged = [.. bytes];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int at = random.Next(8, forged.Length);
                forged[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)(forged[at] ^ (1 << random.Next(8))),
                    _ => (byte)(random.Next(2) * 255),
                };
            }

            Seal(forged);
            try
            {
                Assert.All(Scores(Ranker.Parse(forged)), score => Assert.True(double.IsFinite(score)));
                walked++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 19_000);
        Assert.InRange(walked, 1000, 19_000);
    }

    /// <summary>Counts that would reserve more memory than the file has bytes are refused before.</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public void Parse_HugeCount_IsRefused(int at)
    {
        byte[] bytes = MadeTrees.Ranker(6).ToBytes();
        foreach (uint count in (uint[])[0, uint.MaxValue, int.MaxValue, 1u << 31, 257])
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), count);
            Seal(bytes);
            Assert.Throws<InvalidDataException>(() => Ranker.Parse(bytes));
        }
    }

    [Fact]
    public void Parse_NewerVersion_IsNamed()
    {
        byte[] bytes = MadeTrees.Ranker(6).ToBytes();
        bytes[8] = 2;
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => Ranker.Parse(bytes));
        Assert.Contains("has version 2, 1 is read", fault.Message, StringComparison.Ordinal);
    }

    private static double[] Scores(Ranker ranker)
    {
        Random random = new(9);
        double[] scores = new double[37];
        float[] rows = [.. Enumerable.Range(0, scores.Length * Ranker.KnownFeatures.Count).Select(_ => (float)random.NextDouble())];
        ranker.Score(rows, scores);
        return scores;
    }

    private static void Seal(byte[] bytes)
    {
        XxHash128 hash = new();
        hash.Append(bytes.AsSpan(0, 48));
        hash.Append(bytes.AsSpan(64));
        hash.GetCurrentHash(bytes.AsSpan(48));
    }
}
