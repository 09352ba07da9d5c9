using CsCheck;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class NearestCodewordTests
{
    [Fact]
    public void Find_AnyPairs_EqualsBruteForce() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 128], Gen.Int[0, 128], Gen.ULong).Sample(
            (blocks, spread, wordSpread, seed) =>
            {
                SeededRandom random = new(seed);
                sbyte[] words = new sbyte[CellQuery.CodebookBytes];
                foreach (ref sbyte word in words.AsSpan())
                {
                    // Small spreads make many codewords equal: ties have to go to the first.
                    word = (sbyte)Math.Min(127, random.NextInt((2 * wordSpread) + 1) - wordSpread);
                }

                float[] x = new float[blocks * NearestCodeword.Block];
                float[] y = new float[x.Length];
                for (int i = 0; i < x.Length; i++)
                {
                    x[i] = random.NextInt((2 * spread) + 1) - spread;
                    y[i] = random.NextInt((2 * spread) + 1) - spread;
                }

                float[] table = new float[NearestCodeword.TableLength];
                int[] nearest = new int[x.Length];
                NearestCodeword.Prepare(words, table);
                NearestCodeword.Find(x, y, table, nearest);
                for (int i = 0; i < x.Length; i++)
                {
                    Assert.Equal(BruteForce(words, (int)x[i], (int)y[i]), nearest[i]);
                }
            },
            iter: 2000);

    [Fact]
    public void Find_WrongLengths_Refused()
    {
        float[] table = new float[NearestCodeword.TableLength];
        Assert.Throws<ArgumentException>(() => NearestCodeword.Find(new float[31], new float[31], table, new int[31]));
        Assert.Throws<ArgumentException>(() => NearestCodeword.Find(new float[32], new float[31], table, new int[32]));
        Assert.Throws<ArgumentException>(() => NearestCodeword.Find(new float[32], new float[32], table, new int[31]));
        Assert.Throws<ArgumentException>(() => NearestCodeword.Find(new float[32], new float[32], table.AsSpan(1), new int[32]));
    }

    internal static int BruteForce(ReadOnlySpan<sbyte> words, int x, int y)
    {
        int best = 0;
        int least = int.MaxValue;
        for (int c = 0; c < 16; c++)
        {
            int offX = x - words[c];
            int offY = y - words[c + 16];
            int distance = (offX * offX) + (offY * offY);
            if (distance < least)
            {
                least = distance;
                best = c;
            }
        }

        return best;
    }
}
