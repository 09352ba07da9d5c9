using BenchmarkDotNet.Attributes;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Benchmarks;

/// <summary>The fixed costs of a query: rotating it, and the exact similarity of one row (20 of them a search of k = 10).</summary>
[MemoryDiagnoser]
public class QueryKernelBenchmarks : IDisposable
{
    private const int Rows = 64;

    private AlignedBuffer<byte> _bytes = null!;
    private AlignedBuffer<float> _scales = null!;
    private ExactRows _exact;
    private readonly ExactQuery _query = new();
    private Rotation _rotation = null!;
    private float[] _input = [];
    private float[] _output = [];

    [Params(100, 300, 384, 768, 1536)]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        SeededRandom random = new(1);
        _bytes = new AlignedBuffer<byte>((Rows * Dimension * sizeof(short)) + ExactRows.SlackBytes);
        _scales = new AlignedBuffer<float>(Rows);
        double[] unit = new double[Dimension];
        for (int row = 0; row < Rows; row++)
        {
            Fill(unit, ref random);
            _scales.View[row] = ExactRows.Encode(unit, _bytes.View.Cast<short>().Slice(row * Dimension, Dimension));
        }

        _exact = new ExactRows(_bytes.View, _scales.View, Rows, Dimension);
        _query.EnsureCapacity(Dimension);
        unit.CopyTo(_query.Unit, 0);
        _query.Split(Dimension);
        _rotation = new Rotation(HadamardRotation.Signs(1, Dimension), Dimension);
        _input = Array.ConvertAll(unit, value => (float)value);
        _output = new float[Rotation.PaddedWidth(Dimension)];
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public double ExactSimilarity()
    {
        double sum = 0;
        for (int row = 0; row < Rows; row++)
        {
            sum += _exact.Similarity(row, _query);
        }

        return sum;
    }

    [Benchmark]
    public float Rotate()
    {
        _rotation.Apply(_input, _output);
        return _output[0];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _bytes.Dispose();
        _scales.Dispose();
        GC.SuppressFinalize(this);
    }

    private static void Fill(double[] unit, ref SeededRandom random)
    {
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = random.NextDouble() - 0.5;
        }

        UnitVector.Normalise(unit);
    }
}
