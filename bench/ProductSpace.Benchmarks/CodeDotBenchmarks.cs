using BenchmarkDotNet.Attributes;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Benchmarks;

/// <summary>
/// Dot products of code rows by each width that this processor has, one row a call's worth: rows of dimension 100 (128
/// bytes) and 300 (320 bytes) that stay in the cache, so that arithmetic and not memory is measured.
/// </summary>
[MemoryDiagnoser]
public unsafe class CodeDotBenchmarks : IDisposable
{
    private const int Rows = 64;

    private AlignedBuffer<byte> _rows = null!;
    private AlignedBuffer<sbyte> _query = null!;

    [Params(128, 320)]
    public int Bytes { get; set; }

    [ParamsSource(nameof(Widths))]
    public string Width { get; set; } = string.Empty;

    public static IEnumerable<string> Widths()
    {
        yield return "scalar";
        if (CodeDotAdvSimd.IsSupported)
        {
            yield return "AdvSimd";
        }

        if (CodeDotSdot.IsSupported)
        {
            yield return "SDOT";
        }

        if (CodeDot128.IsSupported)
        {
            yield return "128";
        }

        if (CodeDot256.IsSupported)
        {
            yield return "256";
        }

        if (CodeDotVnni.IsSupported)
        {
            yield return "VNNI";
        }

        if (CodeDot512.IsSupported)
        {
            yield return "512";
        }
    }

    [GlobalSetup]
    public void Setup()
    {
        _rows = new AlignedBuffer<byte>(Rows * Bytes);
        _query = new AlignedBuffer<sbyte>(Bytes);
        SeededRandom random = new(1);
        for (int i = 0; i < Rows * Bytes; i++)
        {
            _rows.View[i] = (byte)random.NextInt(128);
        }

        for (int i = 0; i < Bytes; i++)
        {
            _query.View[i] = (sbyte)(random.NextInt(127) - 63);
        }
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public int Four()
    {
        byte* row = _rows.View.Pointer;
        sbyte* query = _query.View.Pointer;
        int bytes = Bytes;
        int sum = 0;
        switch (Width)
        {
            case "512":
                for (int i = 0; i < Rows; i += 4, row += 4 * bytes)
                {
                    sum += CodeDot512.Four(row, row + bytes, row + (2 * bytes), row + (3 * bytes), query, bytes)[0];
                }

                break;
            case "256":
                for (int i = 0; i < Rows; i += 4, row += 4 * bytes)
                {
                    sum += CodeDot256.Four(row, row + bytes, row + (2 * bytes), row + (3 * bytes), query, bytes)[0];
                }

                break;
            case "128":
                for (int i = 0; i < Rows; i += 4, row += 4 * bytes)
                {
                    sum += CodeDot128.Four(row, row + bytes, row + (2 * bytes), row + (3 * bytes), query, bytes)[0];
                }

                break;
            case "VNNI":
                for (int i = 0; i < Rows; i += 4, row += 4 * bytes)
                {
                    sum += CodeDotVnni.Four(row, row + bytes, row + (2 * bytes), row + (3 * bytes), query, bytes)[0];
                }

                break;
            case "SDOT":
                for (int i = 0; i < Rows; i += 4, row += 4 * bytes)
                {
                    sum += CodeDotSdot.Four(row, row + bytes, row + (2 * bytes), row + (3 * bytes), query, bytes)[0];
                }

                break;
            case "AdvSimd":
                for (int i = 0; i < Rows; i += 4, row += 4 * bytes)
                {
                    sum += CodeDotAdvSimd.Four(row, row + bytes, row + (2 * bytes), row + (3 * bytes), query, bytes)[0];
                }

                break;
            default:
                for (int i = 0; i < Rows; i += 4, row += 4 * bytes)
                {
                    sum += CodeDotScalar.Four(row, row + bytes, row + (2 * bytes), row + (3 * bytes), query, bytes)[0];
                }

                break;
        }

        return sum;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _rows.Dispose();
        _query.Dispose();
        GC.SuppressFinalize(this);
    }
}
