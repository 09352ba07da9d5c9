namespace ProductSpace.Memory;

/// <summary>How many bytes a node number of a list has.</summary>
internal unsafe interface INodeWidth
{
    static abstract int Bytes { get; }

    /// <summary>Reads a number; may read a byte past it.</summary>
    static abstract uint Read(byte* place);
}

internal readonly unsafe struct TwoByteNodes : INodeWidth
{
    public static int Bytes => 2;

    public static uint Read(byte* place) => *(ushort*)place;
}

internal readonly unsafe struct ThreeByteNodes : INodeWidth
{
    public static int Bytes => 3;

    public static uint Read(byte* place) => *(uint*)place & 0xFF_FFFF;
}

internal readonly unsafe struct FourByteNodes : INodeWidth
{
    public static int Bytes => 4;

    public static uint Read(byte* place) => *(uint*)place;
}
