using System.Runtime.Intrinsics.X86;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>Exact rows behind their codes: bits, agreement with float64, outliers, forged bytes.</summary>
public unsafe class ResidualRowsTests
{
    private delegate long Kernel(ResidualRow row, short* high, short* low, int dimension);

    [SkippableFact]
    public void Sum512_AnyBytes_EqualsScalar()
    {
        Skip.IfNot(Avx512BW.IsSupported, "this processor has no AVX-512BW");
        CheckKernel(ExactDot.Sum512);
    }

    [SkippableFact]
    public void Sum256_AnyBytes_EqualsScalar()
    {
        Skip.IfNot(Avx2.IsSupported, "this processor has no AVX2");
        CheckKernel(ExactDot.Sum256);
    }

    [SkippableFact]
    public void Sum128_AnyBytes_EqualsScalar()
    {
        Skip.IfNot(ExactDot.Has128, "this processor has no 128-bit form");
        CheckKernel(ExactDot.Sum128);
    }

    [Fact]
    public void Sum_Chosen_EqualsScalar() => CheckKernel(ExactDot.Sum);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(512)]
    [InlineData(1536)]
    public void Similarity_AnyDimension_AgreesWithFloat64(int dimension)
    {
        TestRows rows = new(dimension, deviations: 4);
        Assert.InRange(rows.Worst(), 0, rows.Promised);
    }

    [Theory]
    [InlineData(100, 3.67, true)]
    [InlineData(64, 3.67, false)]
    [InlineData(384, 3.67, true)]
    public void IsFine_StepOfNormalNumbers_HoldsFromAHundred(int dimension, double deviations, bool isFine) =>
        Assert.Equal(isFine, ResidualRows.IsFine((float)(deviations / Math.Sqrt(dimension) / CodeRows.Limit)));

    [Theory]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(513)]
    public void Similarity_RowsThatCodesClip_AgreeAsWellByTheirOutliers(int dimension)
    {
        TestRows rows = new(dimension, deviations: 1.5);
        Assert.True(rows.Outliers.Length > 0);
        Assert.InRange(rows.Worst(), 0, rows.Promised);

        TestRows twin = new(dimension, deviations: 1.5, withOutliers: false);
        Assert.InRange(twin.Worst(), 1e-3, 2);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(384)]
    public void Decode_AnyRow_GivesTheVectorAndWhatQueriesMeet(int dimension)
    {
        TestRows rows = new(dimension, deviations: 1.5);
        float[] vector = new float[dimension];
        ExactQuery query = new();
        query.EnsureCapacity(dimension);
        for (int row = 0; row < TestRows.Count; row++)
        {
            rows.Exact.Decode(row, vector);
            for (int i = 0; i < dimension; i++)
            {
                Assert.Equal(rows.Units[row][i], vector[i], 2e-4);
            }

            rows.Exact.Decode(row, query.Unit);
            query.Split(rows.Model);
            Assert.Equal(1, rows.Exact.Similarity(row, query), rows.Promised);
        }
    }

    /// <summary>The unit of a residual bounds each number, at ties between two codes too.</summary>
    [Fact]
    public void Encode_NumbersBetweenTwoCodes_LoseAUnitAtMost()
    {
        const int dimension = 64;
        SpaceModel model = ModelOf(dimension, step: 0.01f);
        float[] rotated = [.. Enumerable.Range(0, dimension).Select(i => (i - 31.5f) * 0.01f)];
        byte[] codes = new byte[model.CodeStride];
        byte[] residual = new byte[ResidualRows.StrideFor(dimension) + 64];
        model.Encode(rotated, codes);
        Assert.Null(ResidualRows.Encode(model, 0, rotated, codes, residual.AsSpan(0, ResidualRows.StrideFor(dimension))));
        fixed (byte* c = codes)
        fixed (byte* r = residual)
        {
            ResidualRow row = new(c, r, dimension);
            for (int i = 0; i < dimension; i++)
            {
                Assert.InRange(Math.Abs((row.At(i) * ResidualRows.UnitOf(model)) - rotated[i]), 0, 1.001 * ResidualRows.UnitOf(model));
            }
        }
    }

    /// <summary>Starts, places and bytes of a forged file: nonsense within [-1, 1], no read outside.</summary>
    [Fact]
    public void Similarity_ForgedBytes_StaysWithinBounds()
    {
        SeededRandom random = new(8);
        for (int round = 0; round < 200; round++)
        {
            TestRows rows = new(20, deviations: 1.5);
            rows.Forge(ref random);
            for (int row = 0; row < TestRows.Count; row++)
            {
                Assert.InRange(rows.Exact.Similarity(row, rows.Query(rows.Units[0]).Exact), -1, 1);
                rows.Exact.Decode(row, new double[20]);
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => rows.Exact.Similarity(TestRows.Count, rows.Query(rows.Units[0]).Exact));
        }
    }

    private static SpaceModel ModelOf(int dimension, float step) =>
        new(dimension, new float[dimension], new Rotation(HadamardRotation.Signs(5, dimension), dimension), step, 0, 0, exactForm: ExactForm.Residual);

    private static void CheckKernel(Kernel kernel)
    {
        SeededRandom random = new(3);
        foreach (int dimension in new[] { 1, 7, 8, 16, 31, 33, 100, 1000, 4096 })
        {
            byte[] codes = new byte[CodeRows.StrideFor(dimension)];
            byte[] residual = new byte[ResidualRows.StrideFor(dimension) + ExactRows.SlackBytes];
            short[] high = new short[ExactRows.PlaneLength(dimension)];
            short[] low = new short[high.Length];
            for (int round = 0; round < 50; round++)
            {
                // Behind the row stands the next one, behind the query zeros. A forged file has any byte.
                Fill(codes, ref random, round);
                Fill(residual, ref random, round);
                for (int i = 0; i < dimension; i++)
                {
                    high[i] = round < 2 ? (short)16384 : (short)(random.NextInt(32769) - 16384);
                    low[i] = round < 2 ? (short)16383 : (short)random.NextInt(16384);
                }

                fixed (byte* c = codes)
                fixed (byte* r = residual)
                fixed (short* h = high)
                fixed (short* l = low)
                {
                    ResidualRow row = new(c, r, dimension);
                    Assert.Equal(ExactDot.SumScalar(row, h, l, dimension), kernel(row, h, l, dimension));
                }
            }
        }
    }

    private static void Fill(byte[] bytes, ref SeededRandom random, int round)
    {
        foreach (ref byte place in bytes.AsSpan())
        {
            place = round switch { 0 => 0, 1 => 255, _ => (byte)random.NextInt(256) };
        }
    }

    private sealed class TestRows
    {
        public const int Count = 40;

        private readonly AlignedBuffer<byte> _codes;
        private readonly AlignedBuffer<byte> _residual;
        private readonly AlignedBuffer<int> _starts = new(4);
        private readonly AlignedBuffer<Outlier> _outliers;

        public TestRows(int dimension, double deviations, bool withOutliers = true)
        {
            SeededRandom random = new((ulong)dimension);
            Units = [.. Enumerable.Range(0, Count).Select(_ => new double[dimension])];
            foreach (double[] unit in Units)
            {
                Fill(unit, ref random);
            }

            Model = ModelOf(dimension, (float)(deviations / Math.Sqrt(dimension) / 63));
            for (int i = 0; i < dimension; i++)
            {
                Model.Mean[i] = (float)Units.Average(unit => unit[i]);
            }

            Model = new SpaceModel(dimension, Model.Mean, Model.Rotation, Model.Step, 0, 0, exactForm: ExactForm.Residual);
            _codes = new AlignedBuffer<byte>(Count * Model.CodeStride);
            CodeRows codes = new(_codes.View, Count, Model.CodeStride);
            int stride = ResidualRows.StrideFor(dimension);
            _residual = new AlignedBuffer<byte>((Count * stride) + ExactRows.SlackBytes);
            List<Outlier> outliers = [];
            float[] plain = new float[dimension];
            float[] rotated = new float[Rotation.PaddedWidth(dimension)];
            for (int row = 0; row < Count; row++)
            {
                Model.Centre(Units[row], plain, rotated);
                Model.Encode(rotated, codes.Row(row));
                outliers.AddRange(ResidualRows.Encode(Model, row, rotated, codes.Row(row), _residual.View.Slice(row * stride, stride)) ?? []);
                _starts.View[(row / ResidualRows.BlockRows) + 1] = outliers.Count;
            }

            if (!withOutliers)
            {
                _starts.View.Clear();
            }

            Outliers = [.. outliers];
            _outliers = new AlignedBuffer<Outlier>(Math.Max(1, Outliers.Length));
            Outliers.CopyTo(_outliers.View.Slice(0, Outliers.Length));
            Exact = new ExactRows(new ResidualRows(codes, _residual.View, _starts.View, _outliers.View.SliceView(0, Outliers.Length), Model));
        }

        public double[][] Units { get; }

        public SpaceModel Model { get; }

        public Outlier[] Outliers { get; }

        /// <summary>Six standard deviations of the rounding, 2e-5 from about a hundred numbers on.</summary>
        public double Promised => Math.Max(2e-5, Math.Sqrt(3) * ResidualRows.UnitOf(Model));

        public ExactRows Exact { get; }

        public PreparedQuery Query(double[] unit)
        {
            PreparedQuery query = new();
            query.EnsureCapacity(unit.Length);
            unit.CopyTo(query.Unit, 0);
            query.Prepare(Model);
            return query;
        }

        /// <summary>Largest difference to float64 over rows and queries.</summary>
        public double Worst()
        {
            SeededRandom random = new(77);
            double worst = 0;
            double[] unit = new double[Model.Dimension];
            for (int round = 0; round < 20; round++)
            {
                Fill(unit, ref random);
                ExactQuery query = Query(unit).Exact;
                for (int row = 0; row < Count; row++)
                {
                    worst = Math.Max(worst, Math.Abs(Exact.Similarity(row, query) - UnitVector.Dot(unit, Units[row])));
                }
            }

            return worst;
        }

        public void Forge(ref SeededRandom random)
        {
            for (int i = 0; i < 4; i++)
            {
                _starts.View[i] = random.NextInt(3) == 0 ? random.NextInt(int.MaxValue) - (int.MaxValue / 2) : random.NextInt(Outliers.Length + 2);
            }

            for (int i = 0; i < Outliers.Length; i++)
            {
                _outliers.View[i] = new Outlier(random.NextInt(int.MaxValue) - (int.MaxValue / 2), random.NextInt(int.MaxValue));
            }

            ResidualRowsTests.Fill(_residual.View.Slice(0, (int)_residual.View.Length), ref random);
            ResidualRowsTests.Fill(_codes.View.Slice(0, (int)_codes.View.Length), ref random);
        }

        private static void Fill(double[] unit, ref SeededRandom random)
        {
            for (int i = 0; i < unit.Length; i++)
            {
                unit[i] = TestShop.Normal(ref random);
            }

            UnitVector.Normalise(unit.AsSpan());
        }
    }

    private static void Fill(Span<byte> bytes, ref SeededRandom random)
    {
        foreach (ref byte place in bytes)
        {
            place = (byte)random.NextInt(256);
        }
    }
}
