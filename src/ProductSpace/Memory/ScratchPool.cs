using System.Numerics;
using Microsoft.Extensions.ObjectPool;

namespace ProductSpace.Memory;

/// <summary>
/// Pools of search scratch, shared by all indexes of the process: one pool for each power of two of products, so that a
/// small index does not hold the visited set of a large one. The size is fixed because the library's default follows
/// the processor count, and would allocate when more than twice as many searches run at once.
/// </summary>
internal static class ScratchPool<T>
    where T : class, new()
{
    private const int Retained = 128;

    private static readonly ObjectPool<T>[] s_pools = CreatePools();

    public static T Rent(int products) => s_pools[ClassOf(products)].Get();

    public static void Return(int products, T scratch) => s_pools[ClassOf(products)].Return(scratch);

    private static int ClassOf(int products) => BitOperations.Log2((uint)products | 1);

    private static ObjectPool<T>[] CreatePools()
    {
        ObjectPool<T>[] pools = new ObjectPool<T>[32];
        DefaultPooledObjectPolicy<T> policy = new();
        for (int i = 0; i < pools.Length; i++)
        {
            pools[i] = new DefaultObjectPool<T>(policy, Retained);
        }

        return pools;
    }
}
