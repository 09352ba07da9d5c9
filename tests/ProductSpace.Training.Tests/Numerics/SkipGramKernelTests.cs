using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ProductSpace.Training.Numerics;

namespace ProductSpace.Training.Tests.Numerics;

/// <summary>Every width gives the bits of the scalar form, and the scalar form what float64 says.</summary>
public class SkipGramKernelTests
{
    public static TheoryData<int, int> Shapes
    {
        get
        {
            TheoryData<int, int> shapes = [];
            foreach (int floats in (int[])[16, 32, 48, 112, 128, 304])
            {
                foreach (int count in (int[])[0, 1, 2, 3, 6, 12, 17])
                {
                    shapes.Add(floats, count);
                }
            }

            return shapes;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Shapes))]
    public void Kernel_512_HasTheScalarBits(int floats, int count)
    {
        Skip.IfNot(SkipGram512.IsSupported, "no AVX-512 here");
        Compare<SkipGram512>(floats, count);
    }

    [SkippableTheory]
    [MemberData(nameof(Shapes))]
    public void Kernel_256_HasTheScalarBits(int floats, int count)
    {
        Skip.IfNot(SkipGram256.IsSupported, "no AVX2 with FMA here");
        Compare<SkipGram256>(floats, count);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Kernel_128_HasTheScalarBits(int floats, int count) => Compare<SkipGram128>(floats, count);

    [Fact]
    public void Scalar_RandomRows_AgreesWithFloat64()
    {
        Rows rows = new(112, 9, seed: 3);
        Vector128<float> dots = Dots<SkipGramScalar>(rows);
        for (int lane = 0; lane < 4; lane++)
        {
            double sum = 0;
            for (int i = 0; i < rows.Floats; i++)
            {
                sum += (double)rows.Of(0)[i] * rows.Of(1 + lane)[i];
            }

            Assert.Equal(sum, dots[lane], 1e-5);
        }

        Rows before = rows.Copy();
        Step<SkipGramScalar>(rows);
        for (int i = 0; i < rows.Floats; i++)
        {
            double gain = before.Of(0)[i];
            for (int k = 0; k < rows.Count; k++)
            {
                gain += (double)before.Steps[k] * before.Of(1 + k)[i];
                Assert.Equal(before.Of(1 + k)[i] + ((double)before.Steps[k] * before.Of(0)[i]), rows.Of(1 + k)[i], 1e-6);
            }

            Assert.Equal(gain, rows.Of(0)[i], 1e-5);
        }
    }

    /// <summary>The same row twice in a group gains twice; no step may be lost.</summary>
    [Fact]
    public void Step_RowTwice_GainsTwice()
    {
        foreach (bool wide in (bool[])[true, false])
        {
            Rows rows = new(48, 2, seed: 5) { IsSecondTheFirst = true };
            float[] x = rows.Of(0).ToArray();
            float[] old = rows.Of(1).ToArray();
            if (wide && SkipGram512.IsSupported)
            {
                Step<SkipGram512>(rows);
            }
            else if (wide && SkipGram256.IsSupported)
            {
                Step<SkipGram256>(rows);
            }
            else
            {
                Step<SkipGram128>(rows);
            }

            for (int i = 0; i < x.Length; i++)
            {
                Assert.Equal(old[i] + ((rows.Steps[0] + rows.Steps[1]) * x[i]), rows.Of(1)[i], 1e-6f);
            }
        }
    }

    private static void Compare<TKernel>(int floats, int count)
        where TKernel : struct, ISkipGramKernel
    {
        Rows judge = new(floats, count, seed: (floats * 100) + count);
        Rows rows = judge.Copy();
        if (count >= 4)
        {
            Assert.Equal(Dots<SkipGramScalar>(judge), Dots<TKernel>(rows));
        }

        Step<SkipGramScalar>(judge);
        Step<TKernel>(rows);
        Assert.Equal(judge.Bytes, rows.Bytes);
    }

    private static unsafe Vector128<float> Dots<TKernel>(Rows rows)
        where TKernel : struct, ISkipGramKernel
    {
        fixed (float* all = rows.Floats32)
        {
            int floats = rows.Floats;
            return TKernel.Dots(all, all + floats, all + (2 * floats), all + (3 * floats), all + (4 * floats), floats);
        }
    }

    private static unsafe void Step<TKernel>(Rows rows)
        where TKernel : struct, ISkipGramKernel
    {
        fixed (float* all = rows.Floats32, steps = rows.Steps)
        {
            float** pointers = stackalloc float*[Math.Max(1, rows.Count)];
            for (int k = 0; k < rows.Count; k++)
            {
                pointers[k] = all + ((1 + (rows.IsSecondTheFirst ? 0 : k)) * rows.Floats);
            }

            TKernel.Step(all, pointers, steps, rows.Count, rows.Floats);
        }
    }

    /// <summary>x and some rows of random numbers, one behind the other.</summary>
    private sealed class Rows
    {
        public Rows(int floats, int count, int seed)
        {
            Floats = floats;
            Count = count;
            Random random = new(seed);
            Floats32 = new float[(1 + Math.Max(4, count)) * floats];
            Steps = new float[count + 1];
            for (int i = 0; i < Floats32.Length; i++)
            {
                Floats32[i] = (random.NextSingle() - 0.5f) * 2;
            }

            for (int k = 0; k < Steps.Length; k++)
            {
                Steps[k] = (random.NextSingle() - 0.5f) / 10;
            }
        }

        public int Floats { get; }

        public int Count { get; }

        public float[] Floats32 { get; private set; }

        public float[] Steps { get; private set; }

        public bool IsSecondTheFirst { get; init; }

        public byte[] Bytes => MemoryMarshal.AsBytes<float>(Floats32).ToArray();

        public Span<float> Of(int row) => Floats32.AsSpan(row * Floats, Floats);

        public Rows Copy() => new(Floats, Count, 0) { Floats32 = [.. Floats32], Steps = [.. Steps] };
    }
}
