using System.Diagnostics.CodeAnalysis;

namespace ProductSpace.VectorData.Values;

/// <summary>
/// All scalar types of records. Each is named here in code, so that ahead-of-time compilation sees it.
/// </summary>
internal static class Scalars
{
    /// <summary>The types, for messages.</summary>
    public const string Names =
        "bool, byte, sbyte, short, ushort, int, uint, long, ulong, float, double, decimal, char, string, Guid, "
        + "DateTime, DateTimeOffset, DateOnly, TimeOnly, TimeSpan, and arrays and lists of them";

    private static readonly Scalar[] s_all =
    [
        new FixedScalar<bool, BooleanCodec>(),
        new FixedScalar<byte, PlainCodec<byte, OfByte>>(),
        new FixedScalar<sbyte, PlainCodec<sbyte, OfSByte>>(),
        new FixedScalar<short, PlainCodec<short, OfInt16>>(),
        new FixedScalar<ushort, PlainCodec<ushort, OfUInt16>>(),
        new FixedScalar<int, PlainCodec<int, OfInt32>>(),
        new FixedScalar<uint, PlainCodec<uint, OfUInt32>>(),
        new FixedScalar<long, PlainCodec<long, OfInt64>>(),
        new FixedScalar<ulong, PlainCodec<ulong, OfUInt64>>(),
        new FixedScalar<float, PlainCodec<float, OfSingle>>(),
        new FixedScalar<double, PlainCodec<double, OfDouble>>(),
        new FixedScalar<decimal, DecimalCodec>(),
        new FixedScalar<char, PlainCodec<char, OfChar>>(),
        new StringScalar(),
        new FixedScalar<Guid, GuidCodec>(),
        new FixedScalar<DateTime, DateTimeCodec>(),
        new FixedScalar<DateTimeOffset, DateTimeOffsetCodec>(),
        new FixedScalar<DateOnly, DateOnlyCodec>(),
        new FixedScalar<TimeOnly, TimeOnlyCodec>(),
        new FixedScalar<TimeSpan, TimeSpanCodec>(),
    ];

    private static readonly Dictionary<Type, Scalar> s_byType = s_all.ToDictionary(scalar => scalar.Type);

    /// <summary>Interfaces and classes, beside arrays, that a list of a record may be declared as.</summary>
    private static readonly HashSet<Type> s_lists =
    [
        typeof(List<>), typeof(IList<>), typeof(ICollection<>), typeof(IEnumerable<>),
        typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>),
    ];

    /// <summary>Returns the scalar type of a kind or of the elements of a list kind.</summary>
    public static Scalar Of(ValueKind kind) => s_all[(int)(kind & ~ValueKind.List) - 1];

    /// <summary>Whether a number from a file is a kind.</summary>
    public static bool IsKind(byte kind) =>
        kind == (byte)ValueKind.Vector
        || (uint)((kind & ~(byte)ValueKind.List) - 1) < (uint)s_all.Length && kind < 2 * (byte)ValueKind.List;

    public static bool IsList(ValueKind kind) => (kind & ValueKind.List) != 0;

    /// <summary>
    /// Returns the kind that holds a type of a record's property: a scalar, nullable or not, or a list.
    /// </summary>
    public static bool TryKindOf(Type type, out ValueKind kind)
    {
        kind = 0;
        if (TryGet(Nullable.GetUnderlyingType(type) ?? type, out Scalar? scalar))
        {
            kind = scalar.Kind;
            return true;
        }

        if (ElementOf(type) is Type element && TryGet(element, out Scalar? inner))
        {
            kind = inner.Kind | ValueKind.List;
            return true;
        }

        return false;
    }

    private static bool TryGet(Type type, [NotNullWhen(true)] out Scalar? scalar) =>
        s_byType.TryGetValue(type, out scalar);

    private static Type? ElementOf(Type type) =>
        type.IsSZArray ? type.GetElementType()
        : type.IsGenericType && s_lists.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0]
        : null;

    private readonly struct OfByte : IKind { public static ValueKind Kind => ValueKind.Byte; }

    private readonly struct OfSByte : IKind { public static ValueKind Kind => ValueKind.SByte; }

    private readonly struct OfInt16 : IKind { public static ValueKind Kind => ValueKind.Int16; }

    private readonly struct OfUInt16 : IKind { public static ValueKind Kind => ValueKind.UInt16; }

    private readonly struct OfInt32 : IKind { public static ValueKind Kind => ValueKind.Int32; }

    private readonly struct OfUInt32 : IKind { public static ValueKind Kind => ValueKind.UInt32; }

    private readonly struct OfInt64 : IKind { public static ValueKind Kind => ValueKind.Int64; }

    private readonly struct OfUInt64 : IKind { public static ValueKind Kind => ValueKind.UInt64; }

    private readonly struct OfSingle : IKind { public static ValueKind Kind => ValueKind.Single; }

    private readonly struct OfDouble : IKind { public static ValueKind Kind => ValueKind.Double; }

    private readonly struct OfChar : IKind { public static ValueKind Kind => ValueKind.Char; }
}
