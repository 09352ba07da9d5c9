using System.IO.Hashing;
using System.Buffers.Text;

namespace ProductSpace.Recommendations.Tests;

public class RecommendationTokenTests
{
    private static readonly RecommendationToken s_token = new()
    {
        Snapshot = 0x1A2B3C4D, Placement = "product-page", Variant = "b", Position = 3, Source = RecommendationSource.Table, Propensity = 0.125f,
    };

    /// <summary>The format is durable: logs keep tokens for years.</summary>
    [Fact]
    public void ToString_KnownToken_HasTheTextOfVersionOne()
    {
        Assert.Equal("AQFNPCsaAwAAAAA-DHByb2R1Y3QtcGFnZQFiSNJ09w", s_token.ToString());
        Assert.Equal([0, 1, 2, 3], new[] { RecommendationSource.Vectors, RecommendationSource.Table, RecommendationSource.PopularInCategory, RecommendationSource.PopularInShop }.Select(source => (int)source));
    }

    [Fact]
    public void TryParse_WhatWasWritten_IsReadAgain()
    {
        Random random = new(5);
        const string letters = "ABCxyz019-_.";
        for (int round = 0; round < 2000; round++)
        {
            string Name(int least) => string.Concat(Enumerable.Range(0, random.Next(least, 33)).Select(_ => letters[random.Next(letters.Length)]));
            RecommendationToken token = new()
            {
                Snapshot = (uint)random.NextInt64(1L << 32), Placement = Name(1), Variant = Name(0), Position = random.Next(1, 65536),
                Source = (RecommendationSource)random.Next(4), Propensity = round % 3 == 0 ? 0 : (float)(1 - random.NextDouble()),
            };
            string text = token.ToString();
            Assert.InRange(text.Length, 1, RecommendationToken.MaxLength);
            Assert.Equal(text, Uri.EscapeDataString(text));
            Assert.True(RecommendationToken.TryParse(text, out RecommendationToken read));
            Assert.Equal(token, read);
        }
    }

    [Fact]
    public void TryParse_AnyChangedCharacterOrLength_IsRefused()
    {
        string text = s_token.ToString();
        for (int at = 0; at < text.Length; at++)
        {
            foreach (char other in "AQgw-_9= \n\u00E9")
            {
                string changed = text[..at] + other + text[(at + 1)..];
                Assert.True(changed == text || !RecommendationToken.TryParse(changed, out _), changed);
            }

            Assert.False(RecommendationToken.TryParse(text.AsSpan(0, at), out _));
            Assert.False(RecommendationToken.TryParse(text.Insert(at, " "), out _));
        }

        Assert.False(RecommendationToken.TryParse(text + "A", out _));
        Assert.False(RecommendationToken.TryParse(new string('A', 100_000), out _));
    }

    /// <summary>A right checksum makes wrong content no token.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 200)]
    [InlineData(6, 0)]
    [InlineData(11, 0xBF)]
    [InlineData(12, 0)]
    [InlineData(12, 33)]
    [InlineData(12, 255)]
    [InlineData(13, (byte)'/')]
    [InlineData(25, 200)]
    [InlineData(26, (byte)' ')]
    public void TryParse_ForgedContent_IsRefused(int at, byte value)
    {
        byte[] bytes = Base64Url.DecodeFromChars(s_token.ToString());
        Assert.True(RecommendationToken.TryParse(Sealed(bytes), out _));
        bytes[at] = value;
        Assert.False(RecommendationToken.TryParse(Sealed(bytes), out RecommendationToken token));
        Assert.Null(token.Placement);
    }

    [Fact]
    public void TryParse_RandomBytesWithAChecksum_NeverThrows()
    {
        Random random = new(7);
        int read = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(4, 90)];
            random.NextBytes(bytes);
            bytes[0] = 1;
            if (bytes.Length > 13)
            {
                bytes[1] = (byte)random.Next(5);
                bytes[12] = (byte)random.Next(bytes.Length);
            }

            read += RecommendationToken.TryParse(Sealed(bytes), out _) ? 1 : 0;
        }

        Assert.InRange(read, 0, 2000);
    }

    [Fact]
    public void TryFormat_WrongValues_AreRefusedByName()
    {
        Assert.Contains("placement", Fault(s_token with { Placement = "" }), StringComparison.Ordinal);
        Assert.Contains("placement", Fault(s_token with { Placement = "a b" }), StringComparison.Ordinal);
        Assert.Contains("placement", Fault(default), StringComparison.Ordinal);
        Assert.Contains("variant", Fault(s_token with { Variant = new string('v', 33) }), StringComparison.Ordinal);
        Assert.Contains("position", Fault(s_token with { Position = 0 }), StringComparison.Ordinal);
        Assert.Contains("position", Fault(s_token with { Position = 65536 }), StringComparison.Ordinal);
        Assert.Contains("source", Fault(s_token with { Source = (RecommendationSource)99 }), StringComparison.Ordinal);
        Assert.Contains("propensity", Fault(s_token with { Propensity = float.NaN }), StringComparison.Ordinal);
        Assert.Contains("propensity", Fault(s_token with { Propensity = 1.1f }), StringComparison.Ordinal);
        Assert.Contains("propensity", Fault(s_token with { Propensity = -0f }), StringComparison.Ordinal);
    }

    [Fact]
    public void TryFormat_ShortDestination_WritesNothing()
    {
        string text = s_token.ToString();
        Assert.False(s_token.TryFormat(new char[text.Length - 1], out int written));
        Assert.Equal(0, written);
        Assert.True(s_token.TryFormat(new char[text.Length], out written));
        Assert.Equal(text.Length, written);
    }

    [Fact]
    public void TryFormat_OfAnAnswer_AllocatesNothing()
    {
        ProductIndex index = RecommendedShop.Shared.Index;
        char[] text = new char[RecommendationToken.MaxLength];
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int position = 1; position <= 100; position++)
            {
                (s_token with { Snapshot = RecommendationToken.SnapshotOf(index), Position = position }).TryFormat(text, out _);
            }
        }));
        Assert.Equal(index.Info.ContentHash[..8], RecommendationToken.SnapshotOf(index).ToString("x8", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string Fault(RecommendationToken token) => Assert.Throws<ArgumentException>(() => token.TryFormat(new char[RecommendationToken.MaxLength], out _)).Message;

    private static string Sealed(byte[] bytes)
    {
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), (uint)XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 4)));
        return Base64Url.EncodeToString(bytes);
    }
}
