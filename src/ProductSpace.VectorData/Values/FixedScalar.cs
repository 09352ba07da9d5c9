using System.Buffers;
using System.Runtime.CompilerServices;

namespace ProductSpace.VectorData.Values;

/// <summary>A scalar type whose values all have the same number of bytes.</summary>
internal sealed class FixedScalar<T, TCodec> : Scalar
    where T : struct
    where TCodec : struct, IScalarCodec<T>
{
    public override ValueKind Kind => TCodec.Kind;

    public override Type Type => typeof(T);

    public override int Width => TCodec.Width;

    /// <summary>Compares two values as C# does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Compare(T left, Comparison comparison, T right) => comparison switch
    {
        Comparison.Equal => TCodec.AreEqual(left, right),
        Comparison.NotEqual => !TCodec.AreEqual(left, right),
        Comparison.Less => TCodec.IsLess(left, right),
        Comparison.LessOrEqual => TCodec.IsLess(left, right) || TCodec.AreEqual(left, right),
        Comparison.Greater => TCodec.IsLess(right, left),
        _ => TCodec.IsLess(right, left) || TCodec.AreEqual(left, right),
    };

    public override void Write(object value, IBufferWriter<byte> target)
    {
        TCodec.Write((T)value, target.GetSpan(TCodec.Width)[..TCodec.Width]);
        target.Advance(TCodec.Width);
    }

    public override object Read(ReadOnlySpan<byte> bytes) => bytes.Length == TCodec.Width
        ? TCodec.Read(bytes)
        : throw new InvalidDataException($"a value of kind {Kind} has {bytes.Length} bytes, not {TCodec.Width}");

    public override void WriteList(object array, IBufferWriter<byte> target)
    {
        foreach (T value in (T[])array)
        {
            TCodec.Write(value, target.GetSpan(TCodec.Width)[..TCodec.Width]);
            target.Advance(TCodec.Width);
        }
    }

    public override Array ReadList(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % TCodec.Width != 0)
        {
            throw new InvalidDataException(
                $"{bytes.Length} bytes are no whole list of values of {TCodec.Width} bytes (kind {Kind})");
        }

        T[] values = new T[bytes.Length / TCodec.Width];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = TCodec.Read(bytes.Slice(i * TCodec.Width, TCodec.Width));
        }

        return values;
    }

    public override Array? CopyList(object sequence) =>
        sequence is IEnumerable<T> values ? (Array)Enumerable.ToArray(values) : null;

    public override object ToList(Array array) => new List<T>((T[])array);

    public override bool Compare(object left, Comparison comparison, object right) =>
        Compare((T)left, comparison, (T)right);

    public override int Order(object left, object right) =>
        TCodec.IsLess((T)left, (T)right) ? -1
        : TCodec.IsLess((T)right, (T)left) ? 1
        : IsNumber((T)left).CompareTo(IsNumber((T)right));

    public override TResult Accept<TResult>(IScalarVisitor<TResult> visitor) => visitor.Visit<T, TCodec>();

    /// <summary>False of NaN alone.</summary>
    private static bool IsNumber(T value) => TCodec.AreEqual(value, value);
}
