using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ProductSpace.Hosting.DependencyInjection;
using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.Shops;
using ProductSpace.Hosting.Telemetry;
using ProductSpace.Memory;

namespace ProductSpace.Hosting;

/// <summary>Adds shops to a host: injected as <see cref="ProductShop"/>, opened before the host takes requests, closed at its end.</summary>
public static class ProductSpaceServices
{
    private const string HealthName = "productspace";

    /// <summary>The shop of a process that has one: injected as <see cref="ProductShop"/>.</summary>
    /// <exception cref="InvalidOperationException">it was added before.</exception>
    public static IServiceCollection AddProductSpace(this IServiceCollection services, Action<ShopOptions> configure) =>
        services.AddProductSpace(Options.DefaultName, configure);

    /// <summary>The shop of a process that has one, by a section of the configuration; keys that no option has are refused.</summary>
    /// <exception cref="InvalidOperationException">it was added before.</exception>
    public static IServiceCollection AddProductSpace(this IServiceCollection services, IConfiguration section) =>
        services.AddProductSpace(Options.DefaultName, section);

    /// <summary>One of some shops: injected as <see cref="ProductShop"/> with <c>[FromKeyedServices(name)]</c>.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="name">The key, and the name in metrics and health.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="InvalidOperationException">a shop of that name was added before.</exception>
    public static IServiceCollection AddProductSpace(this IServiceCollection services, string name, Action<ShopOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        AddShop(services, name).Configure(configure);
        return services;
    }

    /// <summary>The same by a section of the configuration; keys that no option has are refused.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="name">The key, and the name in metrics and health.</param>
    /// <param name="section">Its keys are the names of <see cref="ShopOptions"/>.</param>
    /// <exception cref="InvalidOperationException">a shop of that name was added before.</exception>
    public static IServiceCollection AddProductSpace(this IServiceCollection services, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        AddShop(services, name).Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
        return services;
    }

    /// <summary>Many shops below one root, opened when they are asked for: injected as <see cref="ProductShops"/>.</summary>
    public static IServiceCollection AddProductShops(this IServiceCollection services, Action<ManyShopsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        AddManyShops(services).Configure(configure);
        return services;
    }

    /// <summary>The same by a section of the configuration; keys that no option has are refused.</summary>
    public static IServiceCollection AddProductShops(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        AddManyShops(services).Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
        return services;
    }

    /// <summary>
    /// Health of a shop that was added by AddProductSpace: unhealthy where it is not open, degraded where it stays on an older
    /// generation or that is older than <see cref="ShopOptions.MostGenerationAge"/>. The data say which generation, its age, and
    /// how it was looked at.
    /// </summary>
    public static IHealthChecksBuilder AddProductSpace(this IHealthChecksBuilder builder, string? shop = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddedShop added = new(shop ?? Options.DefaultName);
        string name = shop is null ? HealthName : $"{HealthName}:{shop}";
        return builder.Add(new HealthCheckRegistration(name, provider => new ShopHealthCheck(() => added.In(provider)), failureStatus: null, tags));
    }

    /// <summary>Health of many shops: degraded where some cannot be opened, or stay on an older generation.</summary>
    public static IHealthChecksBuilder AddProductShops(this IHealthChecksBuilder builder, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration($"{HealthName}:shops", provider => new ManyShopsHealthCheck(provider.GetRequiredService<ProductShops>()), failureStatus: null, tags));
    }

    private static OptionsBuilder<ShopOptions> AddShop(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        AddedShop added = new(name);
        if (services.Any(service => service.ServiceType == typeof(AddedShop) && added.Equals(service.ImplementationInstance)))
        {
            throw new InvalidOperationException($"shop \"{AddedShop.DisplayName(name)}\" was added before; give each call of AddProductSpace a name of its own");
        }

        services.AddSingleton(added);
        if (name == Options.DefaultName)
        {
            services.AddSingleton(provider => Make(provider, name));
        }
        else
        {
            services.AddKeyedSingleton(name, (provider, _) => Make(provider, name));
        }

        AddSurroundings(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ShopService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ShopOptions>, ShopOptionsValidator>());
        return services.AddOptions<ShopOptions>(name).ValidateOnStart();
    }

    private static OptionsBuilder<ManyShopsOptions> AddManyShops(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddSurroundings(services);
        services.TryAddSingleton(provider => new ProductShops(provider.GetRequiredService<IOptions<ManyShopsOptions>>().Value, provider.GetRequiredService<SharedShopServices>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ManyShopsOptions>, ShopOptionsValidator>());
        return services.AddOptions<ManyShopsOptions>().ValidateOnStart();
    }

    private static ProductShop Make(IServiceProvider provider, string name) =>
        new(AddedShop.DisplayName(name), provider.GetRequiredService<IOptionsMonitor<ShopOptions>>().Get(name), provider.GetRequiredService<SharedShopServices>());

    /// <summary>The thread of live recall ends with the container, the meter with its factory.</summary>
    private static void AddSurroundings(IServiceCollection services)
    {
        services.TryAddSingleton<LiveRecallThread>();
        services.TryAddSingleton(provider => new SharedShopServices(new ShopMetrics(provider.GetService<IMeterFactory>()), provider.GetRequiredService<LiveRecallThread>(), SystemFiles.Instance));
    }
}
