using System.Reflection;
using System.Runtime.CompilerServices;

namespace ProductSpace.Interchange.Hdf5;

/// <summary>
/// Names the generic methods that PureHDF makes by reflection while it reads, for each type that is read here. A
/// compiler ahead of time sees every name and type as a constant, and so compiles these methods too; without this, the
/// library finds no code for them. The calls themselves have no effect.
/// </summary>
/// <remarks>
/// Each call must stand as it does, with constants: a loop over types says nothing to the compiler. Where a later
/// version of the library renames its methods, the test of the tool that is compiled ahead of time fails.
/// </remarks>
internal static class AheadOfTime
{
    private const string Question = nameof(RuntimeHelpers.IsReferenceOrContainsReferences);
    private const string Decoder = "GetDecodeInfoForUnmanagedMemory";
    private const string Owner = "PureHDF.VOL.Native.DatatypeMessage, PureHDF";
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static;

    /// <summary>Keeps the methods in the program.</summary>
    public static void Keep()
    {
        // The analyzer does not look into other assemblies by name. The compiler ahead of time does, and warns itself.
#pragma warning disable IL3050
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(float));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(Half));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(double));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(sbyte));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(byte));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(short));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(ushort));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(int));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(uint));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(long));
        Type.GetType(Owner)?.GetMethod(Decoder, Hidden)?.MakeGenericMethod(typeof(ulong));
#pragma warning restore IL3050

        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(float));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(Half));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(double));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(sbyte));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(byte));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(short));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(ushort));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(int));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(uint));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(long));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(ulong));
        typeof(RuntimeHelpers).GetMethod(Question)?.MakeGenericMethod(typeof(string));
    }
}
