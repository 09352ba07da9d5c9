using System.Runtime.InteropServices;
using CsCheck;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Filtering;

public class PostingTests
{
    [Fact]
    public void Write_RandomSets_ReadBackAddedAndRemoved() =>
        Gen.Select(Gen.Int[1, 200_000], Gen.Int[0, 3], Gen.ULong).Sample(
            (products, shape, seed) =>
            {
                ulong[] set = Make(products, shape, seed);
                PostingWriter writer = new();
                writer.Write(set, products);
                using AlignedBuffer<ushort> bytes = Copy(writer.Numbers);
                Posting posting = new(bytes.View.SliceView(0, writer.Numbers.Length), writer.Chunks, products);
                ulong[] read = new ulong[set.Length];
                posting.AddTo(read);
                Assert.Equal(set, read);
                ulong[] all = new ulong[set.Length];
                RowBits.SetRange(all, 0, products);
                posting.RemoveFrom(all);
                posting.AddTo(all);
                Assert.Equal(products, RowBits.Count(all));
                int[] numbers = new int[products];
                Assert.Equal(RowBits.Count(set), posting.Mark(numbers, 7));
                Assert.True(Enumerable.Range(0, products).All(row => numbers[row] == (RowBits.Has(set, row) ? 7 : 0)));
                if (RowBits.Count(set) > 0)
                {
                    Assert.Null(posting.FindFault(writer.Chunks, RowBits.Count(set), new PostingWriter(), new ulong[set.Length]));
                }
            },
            iter: 200);

    [Theory]
    [InlineData(0, ChunkForm.List)]
    [InlineData(1, ChunkForm.Runs)]
    [InlineData(2, ChunkForm.Bitmap)]
    internal void Write_SparseRunsDense_TakesTheSmallestForm(int shape, ChunkForm expected)
    {
        const int products = 1 << 17;
        ulong[] set = new ulong[products / 64];
        for (int row = 0; row < products; row++)
        {
            bool isIn = shape switch { 0 => row % 1000 == 0, 1 => row % 20_000 < 10_000, _ => row % 3 != 0 };
            set[row >> 6] |= (isIn ? 1UL : 0) << (row & 63);
        }

        PostingWriter writer = new();
        writer.Write(set, products);
        Assert.Equal(2, writer.Chunks);
        Assert.Equal((ushort)expected, writer.Numbers[1]);
        Assert.Equal((ushort)expected, writer.Numbers[5]);
        Assert.True(writer.Numbers.Length <= 8 + Math.Min(2 * Posting.MaxNumbers, RowBits.Count(set)));
    }

    [Fact]
    public void Read_WildNumbers_SetNoBitBehindTheEndAndEnd() =>
        Gen.Select(Gen.Int[1, 200_000], Gen.UShort.Array[0, 300], Gen.Int[-2, 400]).Sample((products, numbers, chunks) =>
        {
            foreach (bool likely in new[] { false, true })
            {
                for (int i = 0; likely && i + 3 < Math.Min(numbers.Length, 8); i += 4)
                {
                    (numbers[i], numbers[i + 1], numbers[i + 2]) = ((ushort)(i / 4), (ushort)(numbers[i + 1] % 3), (ushort)(numbers[i + 2] % 300));
                }

                using AlignedBuffer<ushort> bytes = Copy(numbers);
                Posting posting = new(bytes.View.SliceView(0, numbers.Length), chunks, products);
                ulong[] words = new ulong[RowBits.WordsOf(products)];
                posting.AddTo(words);
                Assert.Equal(RowBits.Count(words), new RowSet(words).Count);
                int[] marks = new int[products];
                posting.Mark(marks, 1);
                Assert.Equal(RowBits.Count(words), marks.Sum());
                Assert.True((products & 63) == 0 || words[^1] >> (products & 63) == 0);
                posting.RemoveFrom(words);
                Assert.All(words, word => Assert.Equal(0UL, word));
            }
        });

    [Fact]
    public void FindFault_OtherFormOrCount_IsNamed()
    {
        ushort[] sound = [0, 0, 2, 1, 3, 9];
        Assert.Null(Fault(sound, 1, 2));
        Assert.NotNull(Fault(sound, 1, 3));
        Assert.NotNull(Fault(sound, 2, 2));
        Assert.NotNull(Fault([0, 0, 2, 1, 9, 3], 1, 2));
        Assert.NotNull(Fault([0, 0, 2, 7, 3, 9], 1, 2));
        Assert.NotNull(Fault([0, 1, 4, 1, 3, 3, 9, 9], 1, 2));
        Assert.NotNull(Fault([0, 0, 3, 1, 3, 9, 9], 1, 2));
        Assert.NotNull(Fault([.. sound, 0], 1, 2));
        Assert.NotNull(Fault([], 0, 0));
    }

    private static string? Fault(ushort[] numbers, int chunks, int products)
    {
        using AlignedBuffer<ushort> bytes = Copy(numbers);
        return new Posting(bytes.View.SliceView(0, numbers.Length), chunks, 1000).FindFault(chunks, products, new PostingWriter(), new ulong[RowBits.WordsOf(1000)]);
    }

    private static AlignedBuffer<ushort> Copy(ReadOnlySpan<ushort> numbers)
    {
        AlignedBuffer<ushort> buffer = new(Math.Max(1, numbers.Length));
        numbers.CopyTo(buffer.View.Slice(0, numbers.Length));
        return buffer;
    }

    private static ulong[] Make(int products, int shape, ulong seed)
    {
        SeededRandom random = new(seed);
        ulong[] set = new ulong[RowBits.WordsOf(products)];
        int row = random.NextInt(products);
        while (row < products)
        {
            int run = shape switch { 0 => 1, 1 => 1 + random.NextInt(3), 2 => 1 + random.NextInt(5000), _ => products };
            RowBits.SetRange(set, row, Math.Min(products, row + run));
            row += run + 1 + random.NextInt(shape switch { 0 => 3000, 1 => 3, 2 => 5000, _ => 2 });
        }

        return set;
    }
}
